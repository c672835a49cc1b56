"""relstudy: relational-strategy studies, from a study folder to what a client receives."""

__version__ = "0.1.0"
