"""The signing keys of a running gateway: a file that changed is read again."""

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from gateway.adapters.signing_keys import (
    SigningKey,
    SigningKeyMissing,
    SigningKeyUnsuitable,
    load_signing_keys,
)

log = logging.getLogger(__name__)

Mark = tuple[int, int, int]


class KeyRing:
    """
    The keys of a file, which is looked at once a second at most.

    A file that is away or broken while the gateway runs changes nothing: the keys known stay.

    :raises SigningKeyMissing: there is no file at the start
    :raises SigningKeyUnsuitable: there is something else in it
    """

    def __init__(
        self,
        path: Path,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        pace_s: float = 1.0,
    ) -> None:
        self._path = path
        self._monotonic = monotonic
        self._pace_s = pace_s
        self._mark = _mark(path)
        self._keys: Sequence[SigningKey] = load_signing_keys(path)
        self._looked_at = monotonic()

    def current(self) -> Sequence[SigningKey]:
        """Return the keys, the same object until the file changes: the first one signs."""
        now = self._monotonic()
        if now - self._looked_at >= self._pace_s:
            self._looked_at = now
            mark = _mark(self._path)
            if mark != self._mark:
                self._read_again(mark)
        return self._keys

    def _read_again(self, mark: Mark | None) -> None:
        self._mark = mark
        try:
            self._keys = load_signing_keys(self._path)
        except (SigningKeyMissing, SigningKeyUnsuitable, OSError) as error:
            log.exception("signing_keys.unreadable", extra={"error": type(error).__name__})
        else:
            log.info("signing_keys.changed", extra={"key_id": self._keys[0].key_id})


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
