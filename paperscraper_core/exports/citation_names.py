"""Authors' names as reference managers want them: family before given, groups left whole. Pure."""

import re
from typing import Final

from paperscraper_core.importing.names import split_name

_GROUP: Final = re.compile(
    r"\b(?:collaboration|consortium|group|team|organi[sz]ation|university|institute|committee|"
    r"association|society|network|initiative|agency|department|ministry|foundation|council|inc|ltd|"
    r"gmbh|corporation|laborator(?:y|ies)|investigators)\b",
    re.IGNORECASE,
)


def family_first(name: str) -> str | None:
    """``van Genabith, Josef``; None for one word, a group, or a name that holds a comma already."""
    if "," in name or _GROUP.search(name):
        return None
    given, family = split_name(name)
    return f"{family}, {given}" if given and family else None


def family_name(name: str) -> str:
    """The family name, or the whole name of a group."""
    inverted = family_first(name)
    return inverted.split(",")[0] if inverted else name
