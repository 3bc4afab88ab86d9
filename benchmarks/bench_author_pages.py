"""What the page of one author asks of a library of 100,000 authors."""

from benchmarks.author_analytics import run

__all__ = ["run"]
