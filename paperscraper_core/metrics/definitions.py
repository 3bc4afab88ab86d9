"""What each number is called, what it means, and who defined it: shown wherever it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One metric in words.

    Attributes:
        key: the field of ``AuthorIndices``.
        label: what stands on tiles and in column heads.
        sentence: the definition for people who do not know the formula.
        source: who defined it.
        decimals: digits behind the point; 0 for whole numbers.
    """

    key: str
    label: str
    sentence: str
    source: str
    decimals: int = 0


DEFINITIONS: Final[tuple[Definition, ...]] = (
    Definition(
        key="h_index",
        label="h-index",
        sentence="The largest h such that h papers have at least h citations each.",
        source="Hirsch 2005",
    ),
    Definition(
        key="citations",
        label="Citations",
        sentence="Citations of all papers together.",
        source="sum of the sources' counts",
    ),
    Definition(
        key="papers",
        label="Papers",
        sentence="Papers of this author in the library, each counted once.",
        source="count",
    ),
    Definition(
        key="g_index",
        label="g-index",
        sentence="The largest g such that the g most cited papers have g² citations together; at"
        " most the number of papers.",
        source="Egghe 2006",
    ),
    Definition(
        key="i10_index",
        label="i10-index",
        sentence="Papers with at least ten citations.",
        source="Google Scholar",
    ),
    Definition(
        key="m_quotient",
        label="m-quotient",
        sentence="h divided by the years since the first paper, so that careers of different"
        " length can be compared.",
        source="Hirsch 2005",
        decimals=2,
    ),
    Definition(
        key="citations_per_year",
        label="Citations per career year",
        sentence="Citations divided by the years since the first paper.",
        source="total / career length",
        decimals=1,
    ),
    Definition(
        key="h5_index",
        label="h5-index",
        sentence="h of the papers of the last five complete years.",
        source="Google Scholar",
    ),
    Definition(
        key="contemporary_h",
        label="Contemporary h",
        sentence="h when the citations of each paper are multiplied by 4 and divided by its age.",
        source="Sidiropoulos 2007",
    ),
    Definition(
        key="e_index",
        label="e-index",
        sentence="Citations of the h papers beyond the h² that h needs, square root.",
        source="Zhang 2009",
        decimals=2,
    ),
    Definition(
        key="a_index",
        label="A-index",
        sentence="Mean citations of the h papers that make up h.",
        source="Jin 2006",
        decimals=2,
    ),
    Definition(
        key="r_index",
        label="R-index",
        sentence="Citations of the h papers that make up h, square root.",
        source="Jin 2007",
        decimals=2,
    ),
    Definition(
        key="ar_index",
        label="AR-index",
        sentence="Like R, with the citations of each paper divided by its age.",
        source="Jin 2007",
        decimals=2,
    ),
    Definition(
        key="hi_norm",
        label="hI,norm",
        sentence="h when the citations of each paper are shared among its authors.",
        source="Harzing, Publish or Perish",
    ),
    Definition(
        key="hi_annual",
        label="hI,annual",
        sentence="hI,norm divided by the years since the first paper.",
        source="Harzing, Publish or Perish",
        decimals=2,
    ),
    Definition(
        key="hm_index",
        label="hm-index",
        sentence="h when each paper counts as one divided by the number of its authors.",
        source="Schreiber 2008",
        decimals=2,
    ),
    Definition(
        key="awcr",
        label="AWCR",
        sentence="Citations of each paper divided by its age, added up.",
        source="Jin 2007; Publish or Perish",
        decimals=1,
    ),
    Definition(
        key="aw_index",
        label="AW-index",
        sentence="Square root of AWCR, comparable with h.",
        source="Jin 2007; Publish or Perish",
        decimals=2,
    ),
    Definition(
        key="fractional_papers",
        label="Fractional papers",
        sentence="Papers, each shared equally among its authors.",
        source="fractional counting",
        decimals=2,
    ),
    Definition(
        key="fractional_citations",
        label="Fractional citations",
        sentence="Citations, those of each paper shared equally among its authors.",
        source="fractional counting",
        decimals=1,
    ),
)

BY_KEY: Final = {one.key: one for one in DEFINITIONS}


def tooltip(key: str) -> str:
    """Definition and source of a metric in one line, for hovers and column heads."""
    one = BY_KEY[key]
    return f"{one.sentence} ({one.source})"
