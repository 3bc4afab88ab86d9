"""Untrusted text stays text."""

import pytest

from pages.components import text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Glass", "Glass"),
        ("![x](http://evil.test/x.png)", r"\!\[x\]\(http\:⁠\/\/evil\.test\/x\.png\)"),
        ("<img src=x>", r"\<img src\=x\>"),
        ("www.evil.test", "www⁠\\.evil\\.test"),
        ("a\n\n# b\t*c*", r"a \# b \*c\*"),
        ("$x^2$ :material/home:", r"\$x\^2\$ \:material\/home\:"),
        (2021, "2021"),
    ],
)
def test_markdown_shows_it_as_it_is(value: object, shown: str) -> None:
    assert text.plain(value) == shown


def test_html_shows_it_as_it_is() -> None:
    assert text.html('<a href="x">\'&') == "&lt;a href=&quot;x&quot;&gt;&#x27;&amp;"
