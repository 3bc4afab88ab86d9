"""What the maintenance of an organization's search works with."""

from dataclasses import dataclass

from paperscraper_core.search.layout import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutWork:
    """A claimed change of the way that an organization's vectors are searched.

    `attempt` is the claim's number: what an earlier claimant reports is refused. `unfinished`
    says that an earlier claimant never reported, and may have left a broken index behind.
    """

    organization_id: int
    attempt: int
    present: Way
    wanted: Way
    papers: int
    unfinished: bool

    @property
    def touches_an_index(self) -> bool:
        """Whether an index has to be built, dropped or cleared away."""
        return self.unfinished or Way.INDEX in (self.present, self.wanted)
