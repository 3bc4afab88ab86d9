"""`python -m paperscraper_core`."""

import sys

from paperscraper_core.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
