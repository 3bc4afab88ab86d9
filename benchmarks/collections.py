"""Collections with judgements for the search benches, all from real records.

Each has queries for tuning and queries for reporting; nothing is ever tuned on the latter. SciFact
brings its own split; elsewhere a hash of the query's document decides.

- scifact: claims; relevant are the abstracts that experts cited for or against them.
- screening: titles of papers that a systematic review included; relevant are its other included
  papers, of 2,019 that two people screened (Nagtegaal et al. 2019).
- citations: titles of geoscience papers; relevant are the papers of the library that they cite or
  that cite them. A paper nobody cited may be as close: the figures are low for everybody.
- known item, ACL and arXiv: a title; relevant is the one paper whose abstract it belongs to. The
  library holds the abstract alone, else the title would be there to be found.
"""

import csv
import gzip
import hashlib
import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from benchmarks import search_library as library
from benchmarks.search_library import CORPUS, Entry
from paperscraper_core.importing.text import abstract_from_index, clean_text

#: The title of papers whose title is the query.
HIDDEN: Final = "Untitled"
_ARXIV_PAPERS: Final = 1_500
_MOST_TEST: Final = 300  # queries of a collection
_FEWEST_NEIGHBOURS: Final = 3
Judgements = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Papers, queries and what of the papers is relevant to each query.

    Attributes:
        names: the papers' names in the judgements, in the order of `entries`.
        questions: text of each query, by its name.
        test: query → paper → grade, to report on.
        train: the same of other queries, to tune on.
        own: the paper that a query was taken from; not an answer to it.
    """

    title: str
    names: tuple[str, ...]
    entries: tuple[Entry, ...]
    questions: Mapping[str, str]
    test: Judgements
    train: Judgements
    own: Mapping[str, str]


def scifact() -> Collection:
    """Claims and the abstracts that support or refute them."""
    names, entries = library.scifact()
    return Collection(
        title="SciFact",
        names=tuple(names),
        entries=tuple(entries),
        questions=library.questions(),
        test=library.judgements("test"),
        train=library.judgements("train"),
        own={},
    )


def screening() -> Collection:
    """Papers that a review included, each asking for the others."""
    with gzip.open(CORPUS / "screening" / "Nagtegaal_2019.csv.gz", "rt", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if not row["duplicate_record_id"]]
    papers = {
        row["record_id"]: Entry(title=_text(row["title"]), abstract=_text(row["abstract"]))
        for row in rows
        if _text(row["title"])
    }
    included = [row["record_id"] for row in rows if row["label_included"] == "1"]
    included = [name for name in included if name in papers]
    judged = {name: dict.fromkeys((n for n in included if n != name), 1) for name in included}
    return _by_title("screening", papers, judged)


def citations() -> Collection:
    """Geoscience papers, each asking for those that it cites or that cite it."""
    works: dict[str, dict[str, Any]] = {}
    for path in sorted((CORPUS / "openalex" / "authors_a").glob("A*.json.gz")):
        with gzip.open(path, "rt") as lines:
            works |= {work["id"]: work for work in json.load(lines)["works"] if work["title"]}
    papers = {
        name: Entry(
            title=clean_text(work["title"])[:500],
            abstract=clean_text(abstract_from_index(work["abstract_inverted_index"] or {}) or ""),
        )
        for name, work in works.items()
    }
    papers = {name: entry for name, entry in papers.items() if entry.title}
    near: dict[str, dict[str, int]] = defaultdict(dict)
    for name, work in works.items():
        for cited in work["referenced_works"]:
            if name in papers and cited in papers and cited != name:
                near[name][cited] = near[cited][name] = 1
    judged = {name: found for name, found in near.items() if len(found) >= _FEWEST_NEIGHBOURS}
    return _by_title("citations", papers, judged)


def acl() -> Collection:
    """Titles of ACL 2021, each asking for its abstract."""
    with gzip.open(CORPUS / "bibtex" / "acl2021_truth.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    return _known_item("known item, ACL", ((r["id"], r["title"], r["abstract"]) for r in rows))


def arxiv() -> Collection:
    """Titles of arXiv papers of ten fields, each asking for its abstract."""
    entries = library.arxiv(_ARXIV_PAPERS, np.random.default_rng(5))
    rows = ((str(number), entry.title, entry.abstract) for number, entry in enumerate(entries))
    return _known_item("known item, arXiv", rows)


ALL: Final[tuple[Callable[[], Collection], ...]] = (scifact, screening, citations, acl, arxiv)


def _known_item(title: str, rows: Iterable[tuple[str, str, str]]) -> Collection:
    kept = [(name, _text(words), _text(abstract)) for name, words, abstract in rows]
    kept = [row for row in kept if row[1] and row[2]]
    return _collection(
        title,
        {name: Entry(title=HIDDEN, abstract=abstract) for name, _, abstract in kept},
        {name: words for name, words, _ in kept},
        {name: {name: 1} for name, _, _ in kept},
        {},
    )


def _by_title(title: str, papers: dict[str, Entry], judged: Judgements) -> Collection:
    questions = {name: papers[name].title for name in judged}
    return _collection(title, papers, questions, judged, {name: name for name in judged})


def _collection(
    title: str,
    papers: dict[str, Entry],
    questions: dict[str, str],
    judged: Judgements,
    own: dict[str, str],
) -> Collection:
    return Collection(
        title=title,
        names=tuple(papers),
        entries=tuple(papers.values()),
        questions=questions,
        test=dict(
            itertools.islice(((n, f) for n, f in judged.items() if _for_test(n)), _MOST_TEST)
        ),
        train={name: found for name, found in judged.items() if not _for_test(name)},
        own=own,
    )


def _for_test(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def _text(value: str | None) -> str:
    return " ".join((value or "").split())
