"""Bands: the word for a value from 0 to 10."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A band of whole points, both ends included, and its name."""

    low: int
    high: int
    name: str

    @property
    def label(self) -> str:
        """For example ``7–8 high``."""
        return f"{self.low}–{self.high} {self.name}"


BANDS = (
    Band(low=0, high=2, name="very low"),
    Band(low=3, high=4, name="low"),
    Band(low=5, high=6, name="medium"),
    Band(low=7, high=8, name="high"),
    Band(low=9, high=10, name="very high"),
)


def band_of(value: float) -> Band:
    """The band of a value from 0 to 10.

    The value is first rounded to whole points, halves upwards: none falls between two bands.

    Raises:
        ValueError: the value is outside 0 to 10, or not a number.
    """
    if not 0 <= value <= 10:
        raise ValueError(f"a score lies between 0 and 10, not {value}")
    points = int(value + 0.5)
    return next(band for band in BANDS if points <= band.high)
