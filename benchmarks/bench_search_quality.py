"""Search quality on five collections, with the same parameters for all.

Nothing was tuned on the test queries that are reported here. Peers run on the same tables in the
same run: what Postgres offers by itself, each leg alone, reciprocal rank fusion, numpy. Intervals
are of the mean difference over queries, by paired bootstrap, 95 %.
"""

import ir_measures
import numpy as np
from ir_measures import R, ScoredDoc, nDCG
from numpy.typing import NDArray
from sqlalchemy import text

from benchmarks import collections
from benchmarks import search_library as library
from benchmarks.collections import Collection
from benchmarks.results import Row
from benchmarks.search_library import Vectors
from paperscraper_core import db, schema
from paperscraper_core.embedding import model
from paperscraper_core.embedding.text import embedding_text
from paperscraper_core.search import queries
from paperscraper_core.search.types import Mode, SearchCriteria
from paperscraper_core.tenancy import Tenant

_NDCG, _RECALL = nDCG @ 10, R @ 100
_DRAWS = 10_000  # of the bootstrap
_HITS = 101  # the query's own paper is no answer, and may be among them
Run = dict[str, list[tuple[str, float]]]
Values = NDArray[np.float64]

#: What Postgres search pages ship: `{query}` is all words AND-ed, or OR-ed.
_POSTGRES = """
SELECT d.paper_id, {rank}({lexemes}, q) AS score
FROM search_documents d, CAST({query} AS tsquery) AS q
WHERE d.organization_id = :organization AND d.lexemes @@ q
ORDER BY score DESC, d.paper_id LIMIT 100
"""
_AND = "websearch_to_tsquery('english', :query)"
_OR = "replace(plainto_tsquery('english', :query)::text, '&', '|')"


def run() -> list[Row]:
    """Measure where the corpus is at hand."""
    schema.migrate()
    if not library.SCIFACT.is_dir():
        return []
    rows: list[Row] = []
    for number, make in enumerate(collections.ALL):
        asked = _Asked(make(), f"collection-{number}")
        keyword, semantic = asked.ours(Mode.KEYWORD), asked.ours(Mode.SEMANTIC)
        hybrid = asked.ours(Mode.HYBRID)
        if make is collections.scifact:
            rows += _scifact(asked, keyword, semantic, hybrid)
        rows += _rows(asked, keyword, semantic, hybrid)
    return rows


class _Asked:
    """A collection in a library of its own, and the ways to ask its test queries."""

    def __init__(self, collection: Collection, slug: str) -> None:
        self.collection = collection
        self.vectors = model.encode(
            [
                # what hides its title hides it from the model as well
                entry.abstract
                if entry.title == collections.HIDDEN
                else embedding_text(entry.title, entry.abstract)
                for entry in collection.entries
            ]
        )
        self.tenant: Tenant = library.organization(slug)
        ids = library.fill(self.tenant, collection.entries, self.vectors)
        self.name_of = dict(zip(ids, collection.names, strict=True))
        self.questions = {query: collection.questions[query] for query in collection.test}
        encoded = model.encode(list(self.questions.values()))
        self.around = dict(zip(self.questions, encoded, strict=True))

    def ours(self, mode: Mode) -> Run:
        """Ask our own search."""
        found: Run = {}
        for query, words in self.questions.items():
            criteria = SearchCriteria(query=words, mode=mode, size=_HITS)
            vector = None if mode is Mode.KEYWORD else self.around[query]
            with db.reading(self.tenant) as session:
                page = queries.search(session, self.tenant, criteria, vector, marked=False)
            found[query] = [(self.name_of[hit.paper_id], hit.score or 0.0) for hit in page.rows]
        return self._without_own(found)

    def postgres(self, query_sql: str, rank: str) -> Run:
        """Ask what Postgres offers by itself, on the same lexemes."""
        # each at its best here: ts_rank with equal fields, ts_rank_cd with the title above
        lexemes = "setweight(d.lexemes, 'D')" if rank == "ts_rank" else "d.lexemes"
        statement = text(_POSTGRES.format(query=query_sql, rank=rank, lexemes=lexemes))
        found: Run = {}
        with db.reading(self.tenant) as session:
            for query, words in self.questions.items():
                values = {"organization": self.tenant.organization_id, "query": words}
                found[query] = [
                    (self.name_of[row.paper_id], row.score)
                    for row in session.execute(statement, values)
                ]
        return self._without_own(found)

    def exact(self) -> Run:
        """Compare all vectors by numpy."""
        names = self.collection.names
        found: Run = {}
        for query, vector in self.around.items():
            similarity: Vectors = self.vectors @ vector
            best = np.argsort(-similarity, kind="stable")[:_HITS]
            found[query] = [(names[place], float(similarity[place])) for place in best]
        return self._without_own(found)

    def _without_own(self, found: Run) -> Run:
        own = self.collection.own
        return {
            query: [hit for hit in hits if hit[0] != own.get(query)]
            for query, hits in found.items()
        }


def _scifact(asked: _Asked, keyword: Run, semantic: Run, hybrid: Run) -> list[Row]:
    """The bars, and all peers."""
    return [
        *_pair(asked, "words (BM25)", "Postgres, OR of all words, ts_rank", 0.68, keyword,
               asked.postgres(_OR, "ts_rank")),
        *_pair(asked, "words (BM25)", "Postgres, AND of all words, ts_rank_cd", None, keyword,
               asked.postgres(_AND, "ts_rank_cd"))[:1],
        *_pair(asked, "words (BM25)", "Postgres, OR of all words, ts_rank_cd", None, keyword,
               asked.postgres(_OR, "ts_rank_cd"))[:1],
        *_pair(asked, "meaning", "numpy, exact", 0.64, semantic, asked.exact()),
        *_pair(asked, "words and meaning", "reciprocal rank fusion, k = 60", 0.725, hybrid,
               _reciprocal(keyword, semantic)),
    ]  # fmt: skip


def _rows(asked: _Asked, keyword: Run, semantic: Run, hybrid: Run) -> list[Row]:
    """Hybrid against its better leg."""
    values = {
        name: _values(asked, found)
        for name, found in (("words", keyword), ("meaning", semantic), ("both", hybrid))
    }
    rows = []
    for place, measure in enumerate(("nDCG@10", "recall@100")):
        mean = {name: float(found[:, place].mean()) for name, found in values.items()}
        better = max(("words", "meaning"), key=lambda name: mean[name])
        low, high = interval(values["both"][:, place] - values[better][:, place])
        rows.append(
            Row(
                area="search quality",
                what=f"words and meaning, {asked.collection.title}, {measure}",
                ours=round(mean["both"], 4),
                peer_name=f"its better leg alone ({better})",
                peer=round(mean[better], 4),
                bar="" if place else "better",
                met=None if place else mean["both"] > mean[better],
                note=f"difference {low:+.3f} … {high:+.3f} (95 %); words {mean['words']:.3f},"
                f" meaning {mean['meaning']:.3f}; {len(values['both'])} queries,"
                f" {len(asked.collection.names):,} papers",
            )
        )
    return rows


def interval(differences: Values) -> tuple[float, float]:
    """The 95 % interval of a mean of paired differences, by bootstrap over the queries."""
    chance = np.random.default_rng(7)
    size = len(differences)
    means = [differences[chance.integers(0, size, size)].mean() for _ in range(_DRAWS)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _pair(
    asked: _Asked, name: str, peer_name: str, bar: float | None, ours: Run, peer: Run
) -> list[Row]:
    mine, other = _values(asked, ours).mean(axis=0), _values(asked, peer).mean(axis=0)
    note = f"{asked.collection.title}, {len(ours)} queries"
    return [
        Row(area="search quality", what=f"{name}, nDCG@10", ours=round(float(mine[0]), 4),
            peer_name=peer_name, peer=round(float(other[0]), 4), bar=f"≥ {bar}" if bar else "",
            met=bool(mine[0] >= bar) if bar else None, note=note),
        Row(area="search quality", what=f"{name}, recall@100", ours=round(float(mine[1]), 4),
            peer_name=peer_name, peer=round(float(other[1]), 4), note=note),
    ]  # fmt: skip


def _values(asked: _Asked, found: Run) -> Values:
    """Each query's nDCG@10 (linear gain) and recall@100."""
    truth = asked.collection.test
    scored = [
        ScoredDoc(query, name, -place)  # the place is the order: ties are ours to break
        for query, hits in found.items()
        for place, (name, _) in enumerate(hits)
    ]
    places = {query: number for number, query in enumerate(truth)}
    values = np.zeros((len(truth), 2))
    for metric in ir_measures.iter_calc([_NDCG, _RECALL], truth, scored):
        values[places[metric.query_id], int(metric.measure == _RECALL)] = metric.value
    return values


def _reciprocal(one: Run, other: Run) -> Run:
    """Cormack, Clarke & Büttcher 2009."""
    found: Run = {}
    for query in one:
        scores: dict[str, float] = {}
        for hits in (one[query], other[query]):
            for place, (name, _) in enumerate(hits, start=1):
                scores[name] = scores.get(name, 0.0) + 1.0 / (60 + place)
        found[query] = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:1000]
    return found
