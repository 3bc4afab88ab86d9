"""The forms of e-mail addresses, short names and people's names."""

import re
from typing import Final

from paperscraper_core.errors import ValidationFailed

_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f<>\"]+@[^@\s\x00-\x1f<>\"]+")
_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def email(value: str) -> str:
    """Return the address as it is stored: trimmed, lower case.

    Raises:
        ValidationFailed: it has no form of an address, or more than 254 characters.
    """
    address = value.strip().lower()
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise ValidationFailed("email", "This is not an e-mail address.")
    return address


def slug(value: str) -> str:
    """Return an organization's short name: 1 to 63 lower-case letters, digits and hyphens.

    Raises:
        ValidationFailed: other characters, or a hyphen at an end.
    """
    name = value.strip().lower()
    if not _SLUG.fullmatch(name):
        raise ValidationFailed(
            "slug", "The short name may have 63 letters a–z, digits and hyphens between them."
        )
    return name


def slug_from(name: str) -> str:
    """Return a short name made from a full one, for a form that does not ask for it."""
    return _NOT_SLUG.sub("-", name.strip().lower()).strip("-")[:63].strip("-") or "organization"


def person_or_team(value: str, field: str = "name") -> str:
    """Return a display name: trimmed, one line, 1 to 200 characters.

    Raises:
        ValidationFailed: it is empty or longer.
    """
    name = " ".join(_CONTROL.sub(" ", value).split())
    if not 1 <= len(name) <= 200:
        raise ValidationFailed(field, "The name needs 1 to 200 characters.")
    return name
