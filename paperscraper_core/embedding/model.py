"""all-MiniLM-L6-v2 by onnxruntime: texts in, unit vectors out.

One session a process, made on first use: sessions must not be inherited over a fork. The weights
stay in the page cache, mapped from the file: processes share them, and only what onnxruntime
packs for its matrix products is each process's own.
"""

import json
import mmap
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from paperscraper_core.embedding import weights
from paperscraper_core.embedding.types import DIMENSIONS
from paperscraper_core.settings import settings

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding, Tokenizer

#: Longest input in tokens, as the model was trained; the rest of a text is cut off.
MAX_TOKENS: Final = 256
#: Tokens in one run of the session. Small batches stay in the processor's cache: for abstracts
#: one text at a time is fastest, titles go by the dozen.
_BATCH_TOKENS: Final = 320
_CHUNK: Final = 2048  # texts tokenised at a time: bounds the memory


class Encoder:
    """A loaded model. Safe for several threads; not for use after a fork (see `encode`)."""

    def __init__(self) -> None:
        files = weights.locate()
        self._tokenizer = _load_tokenizer(str(files.tokenizer))
        with files.weights.open("rb") as handle:
            self._map = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        self._tensors = _tensors(self._map)
        self._session = _load_session(self._tensors)
        self._forget_pages()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts: float32 (len(texts), 384), each row of length one."""
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            self._encode_chunk(texts[start : start + _CHUNK], vectors[start : start + _CHUNK])
        self._forget_pages()
        return vectors

    def _encode_chunk(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        # a lone surrogate, which no UTF-8 can hold, must not stop the rest
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        tokens = self._tokenizer.encode_batch_fast(clean)

        def run(batch: list[int]) -> None:
            vectors[batch] = self._run([tokens[index] for index in batch])

        batches = list(_batches([len(encoding.ids) for encoding in tokens]))
        if len(batches) == 1 or settings().embedding_threads < 2:
            for batch in batches:
                run(batch)
            return
        # one thread a text beats several threads a matrix: nobody waits for anybody
        with ThreadPoolExecutor(settings().embedding_threads) as pool:
            list(pool.map(run, batches))

    def _run(self, tokens: "Sequence[Encoding]") -> NDArray[np.float32]:
        longest = max(len(encoding.ids) for encoding in tokens)
        ids = np.zeros((len(tokens), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(tokens):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        output = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return np.asarray(output, dtype=np.float32)

    def _forget_pages(self) -> None:
        """Give the pages of the weights back to the page cache: at rest they cost us nothing."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes of texts of similar length, together at most _BATCH_TOKENS with their padding.

    Longest first, so that no thread is left alone with a long batch at the end.
    """
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: (-lengths[index], index)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _load_tokenizer(path: str) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(path)
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _tensors(content: mmap.mmap) -> dict[str, NDArray[np.float32]]:
    """Views of the float tensors in a safetensors file, by name, without a copy.

    The format: length of the header (8 bytes, little endian), header (JSON), tensors.
    """
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    header.pop("__metadata__", None)
    found = {}
    for name, about in header.items():
        if about["dtype"] == "F32":
            first, last = about["data_offsets"]
            flat = np.frombuffer(content, np.float32, (last - first) // 4, start + first)
            found[name] = flat.reshape(about["shape"])
    return found


def _load_session(tensors: dict[str, NDArray[np.float32]]) -> "onnxruntime.InferenceSession":
    import onnxruntime

    from paperscraper_core.embedding import graph

    model = graph.build({name: tensor.shape for name, tensor in tensors.items()})
    names = graph.weight_names(model)
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(tensors[name]) for name in names]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # `_encode_chunk` runs several texts at once instead
    options.inter_op_num_threads = 1
    options.add_external_initializers(names, values)
    for name, value in zip(names, values, strict=True):
        if name == graph.WORDS:  # half of all weights, only looked up: used where they are mapped
            options.add_initializer(name, value)
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


_lock = threading.Lock()
_loaded: dict[int, Encoder] = {}


def encoder() -> Encoder:
    """Return this process's encoder, loading the model on the first call (0.3 s)."""
    process = os.getpid()
    with _lock:
        if process not in _loaded:
            _loaded.clear()
            _loaded[process] = Encoder()
        return _loaded[process]


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Embed texts with this process's model: float32 (len(texts), 384), rows of length one.

    Raises:
        ModelNotFound: the model is not here and cannot be fetched.
        ModelRefused: its files are not the expected ones.
    """
    return encoder().encode(texts)
