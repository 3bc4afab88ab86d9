"""Import runs as users handle them: start, cancel, and the stored file between the two.

The file waits in Postgres, compressed, so that any worker on any host can read it and no shared
disk is needed; it is deleted when the run ends.
"""

import hashlib
import io
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, Final

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from paperscraper_core import models, queue
from paperscraper_core.accounts import audit
from paperscraper_core.errors import NotFound
from paperscraper_core.importing.types import (
    OPEN_STATES,
    ColumnMapping,
    FileTooLarge,
    ImportEnded,
    RunState,
)
from paperscraper_core.settings import settings
from paperscraper_core.tenancy import Tenant

#: Bytes of compressed content in one row.
CHUNK_BYTES: Final = 1 << 20
_READ_BYTES: Final = 1 << 20
#: Uploads up to this size are held in memory while a worker reads them, others on its disk.
_SPOOL_BYTES: Final = 16 << 20
_Run = models.ImportRun
_Chunk = models.ImportChunk


def start_run(
    session: Session,
    tenant: Tenant,
    *,
    filename: str,
    content: BinaryIO | bytes,
    mapping: ColumnMapping | None = None,
    file_format: str | None = None,
    records_total: int | None = None,
) -> int:
    """Store a file, make its run, and ring for a worker after the commit.

    Args:
        session: the user's transaction.
        tenant: who imports.
        filename: shown to people; folders are dropped.
        content: the file as it was uploaded, at most `settings().max_upload_mb`.
        mapping: for a table: which column holds which field.
        file_format: what the preview recognised.
        records_total: the preview's ``rows``, for the progress bar.

    Returns:
        The run's id.

    Raises:
        FileTooLarge: the file exceeds the limit of this installation.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    run_id = session.execute(
        insert(_Run)
        .values(
            organization_id=tenant.organization_id,
            filename=tidy_filename(filename),
            format=file_format,
            mapping=mapping_json(mapping),
            content_bytes=0,
            records_total=records_total,
            requested_by=tenant.user_id,
        )
        .returning(_Run.id)
    ).scalar_one()
    digest, size = _store(session, tenant, run_id, stream)
    session.execute(
        update(_Run)
        .where(_is_run(tenant, run_id))
        .values(content_sha256=digest, content_bytes=size)
    )
    audit.record(session, tenant, "import.start", tidy_filename(filename), run=run_id, bytes=size)
    queue.defer(session, queue.IMPORT, run_id)
    return run_id


def tidy_filename(filename: str) -> str:
    """The name without folders and control characters, at most 200 characters."""
    name = PurePath(filename.replace("\\", "/")).name
    return "".join(c for c in name if c.isprintable())[:200] or "file"


def mapping_json(mapping: ColumnMapping | None) -> dict[str, str] | None:
    """The mapping as it is stored."""
    return dict(mapping.columns) if mapping else None


def _store(session: Session, tenant: Tenant, run_id: int, stream: BinaryIO) -> tuple[bytes, int]:
    """Write the stream in compressed chunks; return its SHA-256 and its length."""
    digest, size, number = hashlib.sha256(), 0, 0
    limit = settings().max_upload_mb << 20
    packer = zlib.compressobj(level=3)
    held = bytearray()

    def write(least: int) -> None:
        nonlocal number
        while len(held) >= least and held:
            session.execute(
                insert(_Chunk).values(
                    organization_id=tenant.organization_id,
                    run_id=run_id,
                    number=number,
                    data=bytes(held[:CHUNK_BYTES]),
                )
            )
            del held[:CHUNK_BYTES]
            number += 1

    stream.seek(0)
    while piece := stream.read(_READ_BYTES):
        size += len(piece)
        if size > limit:
            raise FileTooLarge(
                f"The file is larger than the {settings().max_upload_mb} MB that this installation"
                " takes; split it, or ask your administrator to raise the limit."
            )
        digest.update(piece)
        held += packer.compress(piece)
        write(CHUNK_BYTES)
    held += packer.flush()
    write(1)
    return digest.digest(), size


def open_content(session: Session, tenant: Tenant, run_id: int) -> BinaryIO | None:
    """The stored file as a seekable stream, or None when it is not stored (any more)."""
    file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - the caller closes
    unpacker = zlib.decompressobj()
    found = False
    for data in _chunks(session, tenant, run_id):
        found = True
        file.write(unpacker.decompress(data))
    if not found:
        file.close()
        return None
    file.write(unpacker.flush())
    file.seek(0)
    return file  # type: ignore[return-value]  # it has every method of BinaryIO


def _chunks(session: Session, tenant: Tenant, run_id: int) -> Iterator[bytes]:
    """The chunks one by one: a large file never is in memory whole."""
    number = 0
    while True:
        data = session.scalar(
            select(_Chunk.data).where(
                _Chunk.organization_id == tenant.organization_id,
                _Chunk.run_id == run_id,
                _Chunk.number == number,
            )
        )
        if data is None:
            return
        yield data
        number += 1


def cancel(session: Session, tenant: Tenant, run_id: int) -> None:
    """End a run: at once while it waits, else after the batch that is being written.

    Papers that it brought so far stay.

    Raises:
        NotFound: the run is not in the tenant's organization.
        ImportEnded: it has ended already.
    """
    state = session.scalar(select(_Run.state).where(_is_run(tenant, run_id)).with_for_update())
    if state is None:
        raise NotFound("import", "id", run_id)
    if state not in OPEN_STATES:
        raise ImportEnded
    session.execute(update(_Run).where(_is_run(tenant, run_id)).values(cancel_requested=True))
    if state == RunState.WAITING:
        end(session, tenant, run_id, RunState.CANCELLED)
    else:
        queue.defer(session, queue.IMPORT, run_id)
    audit.record(session, tenant, "import.cancel", str(run_id))


def end(
    session: Session, tenant: Tenant, run_id: int, state: RunState, error: str | None = None
) -> None:
    """Close a run and delete its stored file."""
    session.execute(
        update(_Run)
        .where(_is_run(tenant, run_id))
        .values(
            state=state,
            error=error[:1000].replace("\x00", "") if error else None,
            lease_until=None,
            finished_at=func.now(),
        )
    )
    session.execute(
        delete(_Chunk).where(
            _Chunk.organization_id == tenant.organization_id, _Chunk.run_id == run_id
        )
    )


def _is_run(tenant: Tenant, run_id: int) -> ColumnElement[bool]:
    return and_(_Run.organization_id == tenant.organization_id, _Run.id == run_id)
