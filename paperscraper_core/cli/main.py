"""The `paperscraper_core` command: finds the command's module, runs it, words its errors."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

from paperscraper_core import cli, local_services, logs
from paperscraper_core.errors import PaperScraperError


def _commands() -> Iterator[ModuleType]:
    """Yield the modules of this package that hold commands.

    Each has `register(subparsers)` and sets `run` on its parsers: a function from the parsed
    arguments to an exit code.
    """
    for module in pkgutil.iter_modules(cli.__path__):
        if module.name.endswith(("_command", "_commands")):
            yield importlib.import_module(f"{cli.__name__}.{module.name}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m paperscraper_core", description="PaperScraper, from the command line."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in _commands():
        module.register(subparsers)
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
