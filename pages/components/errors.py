"""Exceptions put into words: known ones say what to do, unknown ones become a logged reference.

Streamlit's own StopException and RerunException derive from BaseException and pass through.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st
from sqlalchemy.exc import OperationalError

from pages.components import text
from paperscraper_core.errors import PaperScraperError, ServiceUnavailable

log = logging.getLogger(__name__)
Parameters = ParamSpec("Parameters")


@contextmanager
def shown() -> Iterator[None]:
    """Show any exception of the block as a message in its place."""
    try:
        yield
    except PaperScraperError as error:
        st.error(text.plain(error.message))
    except OperationalError:
        log.exception("the database does not answer")
        st.error(text.plain(ServiceUnavailable().message))
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("unexpected error, reference %s", reference)
        st.error(
            "Something unexpected went wrong. It is in the log under the reference"
            f" **{reference}**; nothing was saved halfway."
        )


def guarded(function: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Decorate a fragment or callback: its exceptions are shown where it draws.

    Fragments rerun without the frame, so they need it: `@st.fragment` above, `@guarded` below.
    """

    @wraps(function)
    def wrapper(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        with shown():
            function(*args, **kwargs)

    return wrapper
