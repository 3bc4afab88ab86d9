"""Reads about imports, and the preview of a file that waits in the browser's session."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

import streamlit as st

from paperscraper_core import db
from paperscraper_core.errors import NotFound, UnreadableFile
from paperscraper_core.exports.import_problems import import_problems_table
from paperscraper_core.exports.types import Table
from paperscraper_core.importing import queries, readers
from paperscraper_core.importing.types import (
    MAX_KEPT_PROBLEMS,
    ColumnMapping,
    ImportRun,
    Preview,
    RowProblem,
)
from paperscraper_core.library import queries as library
from paperscraper_core.paging import Page
from paperscraper_core.tenancy import Tenant

#: Progress is read every two seconds by each open page: several pages share one read.
_LIVE = 1
_PREVIEW_ROWS = 8


@st.cache_data(ttl=_LIVE, show_spinner=False)
def runs(tenant: Tenant, number: int = 1, size: int = 20) -> Page[ImportRun]:
    """The organization's imports, the latest first."""
    with db.reading(tenant) as session:
        return queries.runs(session, tenant, number=number, size=size)


@st.cache_data(ttl=_LIVE, show_spinner=False)
def run(tenant: Tenant, run_id: int) -> ImportRun | None:
    """One import, or None when the organization has no such run."""
    with db.reading(tenant) as session:
        try:
            return queries.run(session, tenant, run_id)
        except NotFound:
            return None


@st.cache_data(ttl=_LIVE, show_spinner=False)
def problems(tenant: Tenant, run_id: int, number: int = 1, size: int = 50) -> Page[RowProblem]:
    """One page of an import's problems."""
    with db.reading(tenant) as session:
        return queries.problems(session, tenant, run_id, number=number, size=size)


@st.cache_data(ttl=_LIVE, show_spinner=False)
def open_runs(tenant: Tenant) -> int:
    """How many imports wait or run."""
    with db.reading(tenant) as session:
        return queries.open_runs(session, tenant)


@st.cache_data(ttl=10, show_spinner=False)
def library_is_empty(tenant: Tenant) -> bool:
    """Whether the organization has no paper yet."""
    with db.reading(tenant) as session:
        return library.health(session, tenant).papers == 0


def problems_export(tenant: Tenant, run_id: int) -> Table:
    """All kept problems of an import, for a download."""
    with db.reading(tenant) as session:
        filename = queries.run(session, tenant, run_id).filename
        found = queries.problems(session, tenant, run_id, size=MAX_KEPT_PROBLEMS)
    return import_problems_table(found.rows, as_of=datetime.now(UTC), filename=filename)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is known of an uploaded file before it is imported: a preview or why there is none."""

    preview: Preview | None
    refusal: str | None
    earlier: ImportRun | None


def look(
    tenant: Tenant, stream: BinaryIO, file_id: str, name: str, mapping: ColumnMapping | None
) -> Look:
    """Preview an uploaded file; read again only when the mapping changes."""
    columns = mapping.columns if mapping else None
    preview, refusal, digest = _preview(stream, file_id, name, columns)
    with db.reading(tenant) as session:
        earlier = queries.earlier_run(session, tenant, digest) if digest else None
    return Look(preview=preview, refusal=refusal, earlier=earlier)


# The stream itself is no key: Streamlit's id of the upload stands for it, and the cache is the
# session's own.
@st.cache_data(scope="session", max_entries=500, show_spinner="Reading the file …")
def _preview(
    _stream: BinaryIO, file_id: str, name: str, columns: tuple[tuple[str, str], ...] | None
) -> tuple[Preview | None, str | None, bytes]:
    mapping = ColumnMapping(columns=columns) if columns is not None else None
    digest = hashlib.sha256()
    for piece in _pieces(_stream):
        digest.update(piece)
    try:
        found = readers.preview(name, _stream, mapping, _PREVIEW_ROWS)
    except UnreadableFile as refusal:
        return None, refusal.message, b""
    return found, None, digest.digest()


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(1 << 20):
        yield piece
