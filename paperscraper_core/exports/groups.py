"""The tables of a group: its members, and the papers of its h-core."""

from datetime import datetime
from typing import Final

from paperscraper_core.exports.types import Column, Field, Kind, Table, table_of
from paperscraper_core.metrics.group_types import GroupMember, GroupMetrics, GroupPaper

NOTE: Final = (
    "Computed from the papers of this library, those of the present members from all years. Papers"
    " without a citation count are left out of what needs counts."
)


def _integer(key: str, title: str, definition: str) -> Column:
    return Column(key=key, title=title, definition=definition, kind=Kind.INTEGER)


MEMBERS: Final[tuple[Field[GroupMember], ...]] = (
    Field(
        column=_integer("id", "Id", "The author's number in PaperScraper."),
        value=lambda one: one.share.author_id,
    ),
    Field(column=Column(key="name", title="Name", definition="Name of the member."),
          value=lambda one: one.name),
    Field(
        column=Column(
            key="institution", title="Institution", definition="Last known institution."
        ),
        value=lambda one: one.institution,
    ),
    Field(column=_integer("papers", "Papers", "Papers of the group with this member."),
          value=lambda one: one.share.papers),
    Field(column=_integer("citations", "Citations", "Known citations of these papers."),
          value=lambda one: one.share.citations),
    Field(
        column=_integer("h_index", "h-index", "Over these papers (Hirsch 2005)."),
        value=lambda one: one.share.h_index,
    ),
    Field(
        column=_integer("core", "In h-core", "Papers of the group's h-core with this member."),
        value=lambda one: one.share.core,
    ),
    Field(
        column=_integer(
            "core_alone", "In h-core alone", "Those of them with no other member of the group."
        ),
        value=lambda one: one.share.core_alone,
    ),
    Field(
        column=Column(
            key="core_share",
            title="Share of h-core",
            definition="Papers in the h-core with this member, as a share of the h-core.",
            kind=Kind.NUMBER,
        ),
        value=lambda one: None if one.share.core_share is None else round(one.share.core_share, 4),
    ),
    Field(
        column=_integer(
            "h_without", "Group h without", "The group's h without papers only this member brings."
        ),
        value=lambda one: one.share.h_without,
    ),
)  # fmt: skip

CORE: Final[tuple[Field[GroupPaper], ...]] = (
    Field(
        column=_integer("id", "Id", "The paper's number in PaperScraper."),
        value=lambda one: one.paper_id,
    ),
    Field(column=Column(key="title", title="Title", definition="Title of the paper."),
          value=lambda one: one.title),
    Field(column=_integer("year", "Year", "Year of publication."), value=lambda one: one.year),
    Field(column=_integer("citations", "Citations", "As the source counts them."),
          value=lambda one: one.citations),
    Field(
        column=Column(
            key="members", title="Members", definition="Members of the group who stand on it.",
            kind=Kind.LIST,
        ),
        value=lambda one: one.members,
    ),
)  # fmt: skip


def members_table(found: GroupMetrics, *, as_of: datetime) -> Table:
    """The members with what they carry of the group."""
    return table_of(
        "members", MEMBERS, found.members, as_of=as_of, filters=_filters(found), notes=_notes(found)
    )


def core_table(found: GroupMetrics, *, as_of: datetime) -> Table:
    """The papers of the h-core, most cited first."""
    return table_of(
        "core papers", CORE, found.core, as_of=as_of, filters=_filters(found), notes=_notes(found)
    )


def _filters(found: GroupMetrics) -> tuple[tuple[str, str], ...]:
    return (("group", found.group.name),)


def _notes(found: GroupMetrics) -> tuple[str, ...]:
    day = found.library_date.day
    return (NOTE, f"Citation counts as of {day.isoformat() if day else 'an unknown day'}.")
