"""From a study folder to files in view, whole or not at all: store, journal, lock, rename; and what is done with a study that ran: compared, explained, delivered, frozen, persons taken out."""
