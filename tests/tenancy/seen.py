"""Everything that a page sends to the browser."""

import json
import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

#: Elements that show their text as it is, without reading Markdown in it; only their label is read.
PLAIN = frozenset(
    {"Dataframe", "Arrow", "ArrowDataFrame", "DataFrame", "PlotlyChart", "TextInput", "TextArea",
     "Selectbox", "Multiselect", "NumberInput", "Text", "FileUploader", "Json", "Code"}
)  # fmt: skip


def elements(app: AppTest) -> Iterator[tuple[str, Message]]:
    """Yield the kind and message of every element and block on the page."""
    waiting: list[Any] = list(app._tree.children.values())
    while waiting:
        node = waiting.pop()
        if getattr(node, "proto", None) is not None:
            yield type(node).__name__, node.proto
        waiting.extend(getattr(node, "children", {}).values())


def everything(app: AppTest) -> str:
    """All that was sent, tables included, in lower case."""
    sent = b"\n".join(proto.SerializeToString() for _, proto in elements(app))
    return sent.decode("utf-8", "replace").lower()


def strings(message: Message) -> Iterator[str]:
    """Yield every string in a message."""
    for field, value in message.ListFields():
        values = value if not isinstance(value, (str, bytes, Message)) else [value]
        if isinstance(values, (int, float)):
            continue
        for one in values:
            if isinstance(one, str):
                yield one
            elif isinstance(one, Message):
                yield from strings(one)
        del field


def read_as_markdown(app: AppTest) -> Iterator[str]:
    """Yield the strings in which the browser looks for Markdown."""
    for kind, proto in elements(app):
        if type(proto).__name__ in PLAIN or kind in PLAIN:
            for name in ("label", "help", "body"):
                if kind != "Text" and isinstance(getattr(proto, name, None), str):
                    yield getattr(proto, name)
        else:
            yield from strings(proto)


def chart_texts(app: AppTest) -> Iterator[str]:
    """Yield the strings of all charts; plotly draws a subset of HTML in them."""
    for _, proto in elements(app):
        spec = getattr(proto, "spec", None)
        if isinstance(spec, str) and spec.startswith("{"):
            yield from _leaves(json.loads(spec))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)


def links(app: AppTest) -> set[str]:
    """The addresses in Markdown links of the page."""
    found: set[str] = set()
    for words in read_as_markdown(app):
        found.update(re.findall(r"(?<!\\)\]\(([^)]*)\)", words))
    return found
