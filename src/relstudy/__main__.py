"""`python -m relstudy` is the command `relstudy`."""

import sys

from relstudy.cli import main

if __name__ == "__main__":
    sys.exit(main())
