"""Search quality on SciFact's test queries.

Nothing was tuned on the test queries. Peers run on the same tables in the same run: what Postgres
offers by itself, each leg alone, reciprocal rank fusion, numpy.
"""

import ir_measures
import numpy as np
from ir_measures import R, ScoredDoc, nDCG
from sqlalchemy import text

from benchmarks import search_library as library
from benchmarks.results import Row
from benchmarks.search_library import Vectors
from paperscraper_core import db, schema
from paperscraper_core.embedding import model
from paperscraper_core.search import queries
from paperscraper_core.search.types import Mode, SearchCriteria

_NDCG, _RECALL = nDCG @ 10, R @ 100
Run = dict[str, list[tuple[str, float]]]

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
    return _quality() if library.SCIFACT.is_dir() else []


def _quality() -> list[Row]:
    names, entries = library.scifact()
    vectors = model.encode([f"{entry.title}. {entry.abstract}" for entry in entries])
    tenant = library.organization("scifact")
    ids = library.fill(tenant, entries, vectors)
    name_of = dict(zip(ids, names, strict=True))
    truth = library.judgements("test")
    asked = {query: words for query, words in library.questions().items() if query in truth}
    question_vectors = dict(zip(asked, model.encode(list(asked.values())), strict=True))

    def ours(mode: Mode) -> Run:
        found: Run = {}
        for query, words in asked.items():
            criteria = SearchCriteria(query=words, mode=mode, size=100)
            vector = None if mode is Mode.KEYWORD else question_vectors[query]
            with db.reading(tenant) as session:
                page = queries.search(session, tenant, criteria, vector, marked=False)
            found[query] = [(name_of[hit.paper_id], hit.score or 0.0) for hit in page.rows]
        return found

    def postgres(query_sql: str, rank: str) -> Run:
        # each at its best here: ts_rank with equal fields, ts_rank_cd with the title above
        lexemes = "setweight(d.lexemes, 'D')" if rank == "ts_rank" else "d.lexemes"
        statement = text(_POSTGRES.format(query=query_sql, rank=rank, lexemes=lexemes))
        found: Run = {}
        with db.reading(tenant) as session:
            for query, words in asked.items():
                values = {"organization": tenant.organization_id, "query": words}
                found[query] = [
                    (name_of[row.paper_id], row.score) for row in session.execute(statement, values)
                ]
        return found

    keyword, semantic, hybrid = ours(Mode.KEYWORD), ours(Mode.SEMANTIC), ours(Mode.HYBRID)
    best_leg = max(_measure(truth, keyword)[0], _measure(truth, semantic)[0])
    return [
        *_pair("words (BM25)", "Postgres, OR of all words, ts_rank", 0.68, truth, keyword,
               postgres(_OR, "ts_rank")),
        *_pair("words (BM25)", "Postgres, AND of all words, ts_rank_cd", None, truth, keyword,
               postgres(_AND, "ts_rank_cd"))[:1],
        *_pair("words (BM25)", "Postgres, OR of all words, ts_rank_cd", None, truth, keyword,
               postgres(_OR, "ts_rank_cd"))[:1],
        *_pair("meaning", "numpy, exact", 0.64, truth, semantic,
               _exact(names, vectors, question_vectors)),
        *_pair("words and meaning", "reciprocal rank fusion, k = 60", 0.725, truth, hybrid,
               _reciprocal(keyword, semantic)),
        Row(area="search quality", what="words and meaning, nDCG@10",
            ours=_measure(truth, hybrid)[0], peer_name="its better leg alone", peer=best_leg,
            bar="better", met=_measure(truth, hybrid)[0] > best_leg, note="SciFact, 300 queries"),
    ]  # fmt: skip


def _pair(
    name: str, peer_name: str, bar: float | None, truth: dict[str, dict[str, int]], ours: Run,
    peer: Run,
) -> list[Row]:  # fmt: skip
    mine, other = _measure(truth, ours), _measure(truth, peer)
    common = {"area": "search quality", "peer_name": peer_name, "note": "SciFact, 300 queries"}
    return [
        Row(what=f"{name}, nDCG@10", ours=mine[0], peer=other[0],
            bar=f"≥ {bar}" if bar else "", met=mine[0] >= bar if bar else None, **common),
        Row(what=f"{name}, recall@100", ours=mine[1], peer=other[1], **common),
    ]  # fmt: skip


def _measure(truth: dict[str, dict[str, int]], found: Run) -> tuple[float, float]:
    scored = [
        ScoredDoc(query, name, -place)  # the place is the order: ties are ours to break
        for query, hits in found.items()
        for place, (name, _) in enumerate(hits)
    ]
    values = ir_measures.calc_aggregate([_NDCG, _RECALL], truth, scored)
    return round(values[_NDCG], 4), round(values[_RECALL], 4)


def _exact(names: list[str], vectors: Vectors, asked: dict[str, Vectors]) -> Run:
    found: Run = {}
    for query, vector in asked.items():
        similarity = vectors @ vector
        best = np.argsort(-similarity, kind="stable")[:1000]
        found[query] = [(names[place], float(similarity[place])) for place in best]
    return found


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
