"""Opaque secrets: 256 random bits, of which the database keeps the SHA-256."""

import hashlib
import secrets


def new() -> str:
    """Return a new secret, 43 characters that are safe in cookies and JSON."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """Return what the database keeps of it; enough bits that no salt is needed."""
    return hashlib.sha256(secret.encode()).digest()
