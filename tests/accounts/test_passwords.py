"""Password rules and hashes."""

import pytest

from paperscraper_core.accounts import passwords
from paperscraper_core.errors import ValidationFailed


@pytest.mark.parametrize(
    "weak",
    [
        "short", "ninechars", "password123", "PassWord-123", "1234567890", "aaaaaaaaaaaa",
        "abababababab", "grace@navy.test", "x" * 40 + "é" * 20, "with a \0 byte inside",
    ],
)  # fmt: skip
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(ValidationFailed):
        passwords.check_strength(weak, "grace@navy.test")


@pytest.mark.parametrize(
    "good", ["ten chars!", "correct horse battery", " spaces count ", "пароль длинный"]
)
def test_good_passwords_verify_and_others_do_not(good: str) -> None:
    made = passwords.new_hash(good)
    assert passwords.verify(good, made)
    assert not passwords.verify(good + "x", made)
    assert not passwords.verify(good.strip() + "  ", made)


def test_a_longer_ending_is_not_cut_off() -> None:
    password = "a1b2" * 18  # 72 bytes, all that bcrypt reads
    made = passwords.new_hash(password)
    assert passwords.verify(password, made)
    assert not passwords.verify(password + "tail", made)


def test_a_nul_byte_does_not_pass_for_nothing() -> None:
    made = passwords.new_hash("correct horse battery")
    assert not passwords.verify("correct horse\0 battery", made)


def test_an_unusable_hash_is_never_right() -> None:
    assert not passwords.verify("unusable", "unusable")


def test_the_dummy_hash_costs_as_much_as_a_real_one() -> None:
    real_cost = 12  # the tests make cheaper ones, users do not
    assert passwords.DUMMY_HASH.startswith(f"$2b${real_cost}$")
    assert not passwords.verify("", passwords.DUMMY_HASH)
