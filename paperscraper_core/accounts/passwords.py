"""Password rules and hashes: bcrypt, as streamlit-authenticator uses it."""

import threading
from typing import Final

import bcrypt

from paperscraper_core.errors import ValidationFailed

#: 2^12 rounds: about a quarter of a second each.
COST: Final = 12
SHORTEST: Final = 10
#: bcrypt reads no further; a longer password would be good with any ending.
LONGEST_BYTES: Final = 72
#: A valid hash of nothing anybody knows: unknown users take as long as known ones.
DUMMY_HASH: Final = "$2b$12$aM3tSaC78zrqk65VdptEbujDtAMu4jctF2dHzeB/rs5czKZ0CR.wW"
#: The commonest ones that are long enough, letters and digits only, lower case.
_COMMON: Final = frozenset({
    "1234567890", "0123456789", "12345678910", "0987654321", "1111111111", "0000000000",
    "1q2w3e4r5t", "1qaz2wsx3edc", "qwertyuiop", "qwerty12345", "qwertyuiop123", "asdfghjkl123",
    "password12", "password123", "password1234", "passwordpassword", "administrator",
    "adminadmin", "admin12345", "welcome123", "welcome1234", "changeme123", "letmein123",
    "letmein1234", "iloveyou123", "iloveyou12", "abcdefghij", "abcdefghijk", "abcd123456",
    "abc1234567", "abc123456789", "princess123", "football123", "baseball123", "sunshine123",
    "monkey12345", "dragon12345", "superman123", "trustno1trustno1", "paperscraper",
    "paperscraper1", "paperscraper123",
})  # fmt: skip
#: Hashing takes a core for a quarter of a second: a flood of logins may not take them all.
_AT_ONCE: Final = threading.BoundedSemaphore(2)


def check_strength(password: str, email: str = "") -> None:
    """Refuse what is easily guessed.

    Raises:
        ValidationFailed: shorter than 10 characters, longer than 72 bytes, one of the commonest,
            one character repeated, or the e-mail address itself.
    """
    plain = "".join(c for c in password.lower() if c.isalnum())
    if len(password) < SHORTEST:
        raise ValidationFailed("password", f"The password needs at least {SHORTEST} characters.")
    if len(password.encode()) > LONGEST_BYTES or "\0" in password:
        raise ValidationFailed("password", f"The password may have {LONGEST_BYTES} bytes at most.")
    if plain in _COMMON or len(set(password)) < 4:
        raise ValidationFailed("password", "This password is too easily guessed; use another.")
    if email and password.lower() in {email.lower(), email.lower().partition("@")[0]}:
        raise ValidationFailed("password", "The password must not be the e-mail address.")


def new_hash(password: str, email: str = "") -> str:
    """Return the bcrypt hash of a new password; takes a quarter of a second.

    Raises:
        ValidationFailed: the password is too weak; see `check_strength`.
    """
    check_strength(password, email)
    with _AT_ONCE:
        return bcrypt.hashpw(password.encode(), bcrypt.gensalt(COST)).decode()


def verify(password: str, password_hash: str) -> bool:
    """Whether the password belongs to the hash; takes the same time for every password."""
    given = password.encode().replace(b"\0", b"")
    with _AT_ONCE:
        try:
            same = bcrypt.checkpw(given[:LONGEST_BYTES], password_hash.encode())
        except ValueError:  # not a bcrypt hash: a user who cannot log in with a password
            bcrypt.checkpw(given[:LONGEST_BYTES], DUMMY_HASH.encode())
            same = False
    return same and len(given) <= LONGEST_BYTES and given == password.encode()
