"""Why rows stay where they are."""


class NotRemovable(Exception):
    """Rows cannot be taken out of a file so that everything else stays as it was."""
