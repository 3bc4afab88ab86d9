"""Every environment variable that PaperScraper reads, read once, in one place."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The effective settings of this process.

    Attributes:
        home: folder of the embedded servers' data, the model cache and run-time files.
        database_url: SQLAlchemy URL of a server of the user's own; None means embedded Postgres.
        redis_url: URL of a server of the user's own; None means embedded Valkey.
        model_dir: folder holding `model.safetensors` and `tokenizer.json`, or None.
        host: address that the web app binds to.
        port: port that the web app binds to.
        workers: number of worker processes that `up` starts.
        max_upload_mb: largest file accepted by an import, in megabytes.
        session_days: days until a login session expires.
        secure_cookies: whether the session cookie is limited to HTTPS.
        admin_email: e-mail address of the first administrator for an unattended set-up.
        password: password for an unattended set-up or `user create`.
        model_hub: base address from which missing model weights are fetched.
        embedding_threads: threads that embed texts, in each process.
        log_level: name of the lowest level that is logged.
    """

    home: Path
    database_url: str | None
    redis_url: str | None
    model_dir: Path | None
    host: str
    port: int
    workers: int
    max_upload_mb: int
    session_days: int
    secure_cookies: bool
    admin_email: str | None
    password: str | None
    model_hub: str
    embedding_threads: int
    log_level: str


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _path(name: str) -> Path | None:
    value = os.environ.get(name, "").strip()
    return Path(value).expanduser().resolve() if value else None


@cache
def settings() -> Settings:
    """Return the settings, read from the environment on the first call.

    Tests that change the environment call `settings.cache_clear()`.
    """
    env = os.environ.get
    return Settings(
        home=_path("PAPERSCRAPER_HOME") or CHECKOUT / ".paperscraper",
        database_url=env("DATABASE_URL", "").strip() or None,
        redis_url=env("REDIS_URL", "").strip() or None,
        model_dir=_path("PAPERSCRAPER_MODEL_DIR"),
        host=env("PAPERSCRAPER_HOST", "127.0.0.1"),
        port=int(env("PAPERSCRAPER_PORT", "8501")),
        workers=int(env("PAPERSCRAPER_WORKERS", "1")),
        max_upload_mb=int(env("PAPERSCRAPER_MAX_UPLOAD_MB", "200")),
        session_days=int(env("PAPERSCRAPER_SESSION_DAYS", "14")),
        secure_cookies=_flag("PAPERSCRAPER_SECURE_COOKIES"),
        admin_email=env("PAPERSCRAPER_ADMIN_EMAIL", "").strip() or None,
        password=env("PAPERSCRAPER_PASSWORD") or None,
        model_hub=env("PAPERSCRAPER_MODEL_HUB", "https://huggingface.co"),
        embedding_threads=int(env("PAPERSCRAPER_EMBEDDING_THREADS", "2")),
        log_level=env("PAPERSCRAPER_LOG_LEVEL", "INFO").upper(),
    )
