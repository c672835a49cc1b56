"""What other programs write and read: questionnaires and answers in the formats they exchange."""
