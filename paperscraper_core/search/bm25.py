"""BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework"), with field weights.

A word of the title counts TITLE_WEIGHT times, in the frequency and in the length alike: BM25F with
one length normalisation. Pure.
"""

import math
from typing import Final

K1: Final = 1.2
B: Final = 0.75
TITLE_WEIGHT: Final = 2.0


def idf(documents: int, papers: int) -> float:
    """Weight of a term that `papers` of `documents` hold; positive, also for very common terms."""
    return math.log(1.0 + (documents - papers + 0.5) / (papers + 0.5))


def length_factors(documents: int, total_length: float) -> tuple[float, float]:
    """(a, c) so that a term's share is idf · f·(K1+1) / (f + a + c·length)."""
    average = total_length / documents if documents and total_length > 0 else 1.0
    return K1 * (1.0 - B), K1 * B / average
