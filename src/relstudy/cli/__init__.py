"""The command `relstudy`: what a person or an agency's script types, and what is answered, in French or English."""

from relstudy.cli.entry import main, run_program

__all__ = ["main", "run_program"]
