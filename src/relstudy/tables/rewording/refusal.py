"""Why the cells of a file stay as they are."""


class NotReworded(Exception):
    """Texts cannot be put into a file so that everything else stays as it was."""
