"""`python -m esatui.transcript` is `esatui transcript`."""

import sys

from esatui.transcript.cli import main

if __name__ == "__main__":
    sys.exit(main())
