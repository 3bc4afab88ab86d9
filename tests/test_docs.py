"""The documentation points to what is there."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
_LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def test_the_index_of_decisions_is_complete() -> None:
    files = {path.name for path in (DOCS / "decisions").glob("[0-9]*.md")}
    index = set(_LINK.findall((DOCS / "decisions" / "README.md").read_text()))
    assert files == index


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_links_within_the_documentation_lead_somewhere(page: Path) -> None:
    missing = [
        link for link in _LINK.findall(page.read_text()) if not (page.parent / link).exists()
    ]
    assert missing == []
