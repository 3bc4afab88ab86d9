"""The identifiers of papers and authors in one spelling each. Pure."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])(?!\w)")
_OPENALEX = re.compile(r"(?:^|/)([A-Za-z])(\d{1,12})$")
_ARXIV = re.compile(
    r"(?:^|[:/\s.])(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?(?:\s*\[.*\])?$",
    re.IGNORECASE,
)
_MAX_DOI = 300


def normalise_doi(value: object) -> str | None:
    """The bare DOI in lower case, from any of its spellings; None when there is none.

    Takes URLs (also percent-encoded), the ``doi:`` prefix, surrounding words and trailing
    punctuation. DOIs are case-insensitive (DOI Handbook, 2.4).
    """
    if not isinstance(value, str):
        return None
    text = html.unescape(value.strip())
    if "%" in text:
        text = unquote(text)
    found = _DOI.search(text)
    if found is None:
        return None
    doi = found[0].lower().split("&md5=")[0]
    while doi and (doi[-1] in ".,;:'\"”’>" or _unbalanced(doi)):
        doi = doi[:-1]
    prefix, _, suffix = doi.partition("/")
    return doi if prefix and suffix and len(doi) <= _MAX_DOI and doi.isprintable() else None


def _unbalanced(doi: str) -> bool:
    """Whether the DOI ends with a closing bracket that it never opened."""
    return any(doi.endswith(c) and doi.count(c) > doi.count(o) for o, c in ("()", "[]", "{}"))


def normalise_orcid(value: object) -> str | None:
    """``0000-0002-1825-0097`` from a URL or bare digits; None when the check digit is wrong.

    Check digit: ISO 7064 mod 11-2.
    """
    found = _ORCID.search(value) if isinstance(value, str) else None
    if found is None:
        return None
    digits = "".join(found.groups()).upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[-1] != ("X" if check == 10 else str(check)):
        return None
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def normalise_openalex_id(value: object, kind: str | None = None) -> str | None:
    """``W2741809807`` from a URL or a bare id; ``kind`` (W, A, I, S …) must match if given."""
    if not isinstance(value, str):
        return None
    bare = value.removeprefix("https://openalex.org/")
    if kind and bare[:1] == kind and bare[1:].isdecimal() and bare.isascii() and len(bare) <= 13:
        return bare  # as OpenAlex itself writes it: the way that nearly all take
    found = _OPENALEX.search(value.strip())
    if found is None or (kind is not None and found[1].upper() != kind):
        return None
    return found[1].upper() + found[2]


def normalise_arxiv_id(value: object) -> str | None:
    """``2101.00001`` or ``hep-th/9901001`` without version, from a URL, prefix or bare id."""
    found = _ARXIV.search(value.strip()) if isinstance(value, str) else None
    return found["id"].lower() if found else None


def arxiv_id_of_doi(doi: str | None) -> str | None:
    """The arXiv id inside a DOI that arXiv itself registered (10.48550/arxiv.…)."""
    prefix = "10.48550/arxiv."
    return normalise_arxiv_id(doi[len(prefix) :]) if doi and doi.startswith(prefix) else None


def normalise_pmid(value: object) -> str | None:
    """A PubMed number as digits, from a URL, a number or a prefixed string."""
    found = re.search(r"(?:^|[/:\s])0*([1-9]\d{0,8})/?$", str(value).strip()) if value else None
    return found[1] if found else None


def normalise_pmcid(value: object) -> str | None:
    """``PMC1234567``, from a URL or a bare id."""
    found = re.search(r"PMC0*([1-9]\d{0,9})", str(value), re.IGNORECASE) if value else None
    return f"PMC{found[1]}" if found else None
