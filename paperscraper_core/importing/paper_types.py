"""What kind of work a paper is, in one vocabulary for all sources. Pure."""

from __future__ import annotations

from paperscraper_core.importing.text import fold

_NAMES = {
    "article": (
        "article journal-article journalarticle jour ejour mgzn news article-journal journal "
        "research-article articleinpress article-in-press inpr letter editorial note erratum "
        "paratext original-article magazine-article data-paper short-survey conference-review "
        "periodical suppperiodical newspaper-article"
    ),
    "review": ("review review-article systematic-review"),
    "preprint": ("preprint posted-content unpublished unpb manscpt working-paper manuscript"),
    "proceedings-article": (
        "inproceedings conference proceedings-article conference-paper conf cpaper "
        "proceedings-paper paper-conference conferencepaper"
    ),
    "book": (
        "book mvbook edited-book edbook ebook monograph proceedings mvproceedings collection "
        "mvcollection reference-book reference mvreference booklet whole-book ser bookinbook"
    ),
    "book-chapter": (
        "book-chapter incollection inbook chap echap chapter book-section suppbook "
        "suppcollection inreference encyc dict reference-entry entry "
        "conference-proceedings-chapter"
    ),
    "dissertation": ("dissertation thesis phdthesis mastersthesis thes"),
    "report": ("report techreport rprt govdoc technical-report tech-report report-component"),
    "dataset": ("dataset data dbase aggr data-set database"),
    "patent": ("patent pat"),
    "software": ("software comp computer-program"),
}
_KNOWN = {alias: name for name, aliases in _NAMES.items() for alias in aliases.split()}


def normalise_type(value: object) -> str | None:
    """``article``, ``preprint``, ``proceedings-article`` … or ``other``; None when unsaid."""
    if not isinstance(value, str) or not value.strip():
        return None
    first = (
        fold(value).split(";")[0].strip().removesuffix("s") if ";" in value else fold(value).strip()
    )
    key = "-".join(first.replace("_", " ").split())
    return _KNOWN.get(key) or _KNOWN.get(key.removesuffix("s")) or "other"
