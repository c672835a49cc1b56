"""`python -m relstudy` is the command `relstudy`."""

import sys

from relstudy.cli import run_program

if __name__ == "__main__":
    sys.exit(run_program())
