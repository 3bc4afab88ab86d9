"""The vector of a query: made before the transaction opens, remembered for the next page."""

from functools import lru_cache
from typing import TYPE_CHECKING

from paperscraper_core.search.parsing import parse
from paperscraper_core.search.types import Mode, SearchCriteria

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def query_vector(criteria: SearchCriteria) -> "NDArray[np.float32] | None":
    """Embed what the query says; None when its mode or its text needs no vector.

    Raises:
        ModelNotFound: the embedding model is not here; `keyword` searches go on without it.
        ModelRefused: its file is not the expected one.
    """
    meaning = parse(criteria.query).meaning
    if criteria.mode is Mode.KEYWORD or not meaning:
        return None
    return _vector(meaning)


@lru_cache(maxsize=512)
def _vector(meaning: str) -> "NDArray[np.float32]":
    # onnxruntime and the model cost half a second: only those who search by meaning pay
    from paperscraper_core.embedding import model

    vector: NDArray[np.float32] = model.encode([meaning])[0]
    vector.flags.writeable = False
    return vector
