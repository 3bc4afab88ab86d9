"""The one family of errors whose messages are meant for the user.

A subclass is two lines: its docstring is the message. Rooms keep their own subclasses in
their `types.py`.
"""

import inspect


class PaperScraperError(Exception):
    """Something went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or inspect.cleandoc(self.__doc__ or "Something went wrong."))

    @property
    def message(self) -> str:
        """The sentence to show to the user."""
        return str(self)


class NotFound(PaperScraperError):
    """There is no such record in your organization."""

    def __init__(self, entity: str, field: str, value: object) -> None:
        super().__init__(f"There is no {entity} with {field} {value} in your organization.")
        self.entity, self.field, self.value = entity, field, value


class ValidationFailed(PaperScraperError):
    """The value is not valid."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotAllowed(PaperScraperError):
    """Your role does not allow this; ask an administrator of your organization."""


class TooManyRequests(PaperScraperError):
    """Too many requests in a short time; wait a little and try again."""


class UnreadableFile(PaperScraperError):
    """This file could not be read."""


class AlreadyImported(PaperScraperError):
    """This file was imported already."""


class StaleAttempt(PaperScraperError):
    """Another worker has taken over this work; its result counts, this one does not."""


class ServiceUnavailable(PaperScraperError):
    """A service that PaperScraper needs does not answer; run `doctor` to see which."""
