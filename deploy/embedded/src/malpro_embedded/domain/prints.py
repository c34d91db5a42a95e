"""The print of a city's books: the same for the same seed, whatever ids its events were given."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

# A word of a vocabulary, a version, a code of a place, a day, a moment or a clock time.
_SAYS = re.compile(
    r"[a-z][a-z_]*(\.[a-z_]+)*(\.v\d+)?|\d\d\.\d\d\.\d\d\.\d{4}|\d{4}-\d\d(-\d\d)?|\d\d:\d\d(:\d\d)?"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)"
)
# What depends on which of two acts of the same moment was written down first.
_BY_PLACE = frozenset(
    {
        "available_after",
        "available_before",
        "balance_after",
        "balance_after_idr",
        "committed_after",
        "consumed_positions",
        "position",
        "reserved_after",
    }
)
_BITS = 64


def print_of(events: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """Add up what each event says, its ids left out; in which order they come does not matter."""
    total = 0
    for type_, data in events:
        said = json.dumps([type_, _said(data)], sort_keys=True)
        total += int.from_bytes(hashlib.sha256(said.encode()).digest()[: _BITS // 8])
    return f"{total % 2**_BITS:016x}"


def _said(value: Any) -> Any:
    if isinstance(value, str):
        return value if _SAYS.fullmatch(value) else "·"
    if isinstance(value, Mapping):
        return {name: _said(one) for name, one in value.items() if name not in _BY_PLACE}
    if isinstance(value, list | tuple):
        return sorted(
            (_said(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True)
        )
    return value
