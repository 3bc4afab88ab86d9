"""What crosses the door of the embedding room."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from paperscraper_core.errors import PaperScraperError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: The model whose vectors the library holds; part of every embedding's key.
MODEL: Final = "all-MiniLM-L6-v2"
DIMENSIONS: Final = 384


class ModelNotFound(PaperScraperError):
    """The embedding model is not here; set PAPERSCRAPER_MODEL_DIR to a folder that holds it."""


class ModelRefused(PaperScraperError):
    """The embedding model's file is damaged or not the expected one; it was not loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """The two files of the model, checked against their hashes."""

    weights: Path
    tokenizer: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingWork:
    """A claimed paper: its text, and the attempt under which the result may be stored."""

    paper_id: int
    attempt: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedPaper:
    """The result for a claimed paper: a unit vector, float32 (384,)."""

    paper_id: int
    attempt: int
    vector: "NDArray[np.float32]"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingProgress:
    """How far an organization's library is embedded, in papers."""

    papers: int
    embedded: int
    waiting: int
    failed: int
