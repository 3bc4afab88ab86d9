"""The `paperscraper_core` command: finds the command's module, runs it, words its errors."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Final

from paperscraper_core import local_services, logs
from paperscraper_core.errors import PaperScraperError

#: Modules of this package; each has `register(subparsers)` and sets `run` on its parsers:
#: a function from the parsed arguments to an exit code.
_COMMANDS: Final = (
    "up_command",
    "schema_commands",
    "account_commands",
    "import_command",
    "search_command",
    "authors_command",
    "score_command",
    "export_command",
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m paperscraper_core", description="PaperScraper, from the command line."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in _COMMANDS:
        importlib.import_module(f"paperscraper_core.cli.{name}").register(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 Ctrl-C."""
    parsed = _parser().parse_args(arguments)
    logs.configure()
    try:
        code: int = parsed.run(parsed)
    except PaperScraperError as error:
        print(f"error: {error.message}", file=sys.stderr)
        code = 1
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        code = 0
    except KeyboardInterrupt:
        code = 130
    finally:
        local_services.stop_if_last()
    return code
