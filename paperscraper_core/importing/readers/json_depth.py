"""How deep JSON is nested: a small file of brackets would take a parser's memory or stack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate

#: OpenAlex nests six deep.
MAX_DEPTH = 100
# A string; its end may be missing where a piece of the text ends inside of it.
_STRING = re.compile(r'"(?P<inside>(?:[^"\\]|\\.)*+)(?P<end>"?)', re.DOTALL)
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\x00\x00")
_NO_BRACKETS = bytes(sorted(set(range(256)) - set(b"[]{}")))


class TooDeep(ValueError):
    """The JSON is nested too deeply to be a list of works or authors."""


def shallow(texts: Iterable[str]) -> Iterator[str]:
    """Pass the pieces of a JSON text on.

    Raises:
        TooDeep: before the piece in which brackets stand more than ``MAX_DEPTH`` deep.
    """
    depth, carry = 0, ""
    for text in texts:
        depth, carry = _after(carry + text, depth)
        yield text


def check(text: str) -> str:
    """The text itself; raises TooDeep."""
    return "".join(shallow((text,)))


def _after(text: str, depth: int) -> tuple[int, str]:
    """The depth at the end of the text, and what of it the next piece goes on with."""
    carry = ""

    def dropped(found: re.Match[str]) -> str:
        nonlocal carry
        if not found["end"]:  # a backslash at the very end escapes what the next piece begins with
            carry = '"\\' if text.endswith("\\") and found.end() == len(text) - 1 else '"'
        return ""

    outside = _STRING.sub(dropped, text).encode("ascii", "ignore")
    steps = outside.translate(None, _NO_BRACKETS).translate(_STEPS)
    depths = list(accumulate((1 if step else -1 for step in steps), initial=depth))
    if max(depths) > MAX_DEPTH:
        raise TooDeep
    return depths[-1], carry
