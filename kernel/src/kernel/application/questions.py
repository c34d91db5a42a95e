"""Questions that the kernel answers for every service that wants them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GetNotices:
    """What was I told? The newest first."""

    limit: int = 50
    cursor: str | None = None
