"""`up`: the whole application in one terminal."""

import argparse
import sys
from typing import Any


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    up = subparsers.add_parser(
        "up",
        help="start what is missing, migrate, start workers and the web app",
        description="Start Postgres and Valkey unless DATABASE_URL and REDIS_URL name others,"
        " bring the schema up to date, start the workers and the web app. Ctrl-C stops all of it.",
    )
    up.set_defaults(run=_up)


def _up(_arguments: argparse.Namespace) -> int:
    from paperscraper_core.up import Application

    def say(line: str) -> None:
        print(line, flush=True)
        sys.stdout.flush()

    return Application(say).run()
