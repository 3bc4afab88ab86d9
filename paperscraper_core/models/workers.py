"""Worker processes that are, or were, alive."""

from sqlalchemy.orm import Mapped, mapped_column

from paperscraper_core.models.base import Base, Created


class WorkerProcess(Base):
    """One worker process; alive while `seen_at` is recent. Holds nothing of any organization."""

    __tablename__ = "worker_processes"
    id: Mapped[str] = mapped_column(primary_key=True)
    hostname: Mapped[str]
    pid: Mapped[int]
    kind: Mapped[str | None]
    started_at: Mapped[Created]
    seen_at: Mapped[Created]
