"""What people see on their screens, where the questions' SQL does not run: the stored facts."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from kernel.adapters.memory import MemoryVault
from kernel.domain.ids import derived_id

Json = dict[str, Any]


class Stores(Protocol):
    @property
    def services(self) -> Mapping[str, Any]: ...

    def stored(self, service: str) -> Sequence[Any]: ...


@dataclass(slots=True)
class Fact:
    type: str
    data: Json
    event_id: str


@dataclass(slots=True)
class Screen:
    """Every stream of a service as its committed events tell it, read on from where it was left."""

    world: Stores
    _read: dict[str, int] = field(default_factory=dict)
    _streams: dict[str, dict[str, list[Fact]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def stream(self, service: str, stream_id: str) -> list[Fact]:
        self._refresh(service)
        return self._streams[service][stream_id]

    def last(self, service: str, stream_id: str, *types: str) -> Json | None:
        """Return what the last event of these types says."""
        wanted = {f"{service}.{one}.v1" for one in types}
        found = [one.data for one in self.stream(service, stream_id) if one.type in wanted]
        return found[-1] if found else None

    def order(self, order_id: str, *types: str) -> Json | None:
        return self.last("orders", f"order-{order_id}", *types)

    def payment(self, payment_id: str, *types: str) -> list[Json]:
        wanted = {f"payments.{one}.v1" for one in types}
        stream = self.stream("payments", f"payment-{payment_id}")
        return [one.data for one in stream if one.type in wanted]

    def price(self, product_id: str) -> int:
        """Return what the product's page says now."""
        stream = self.stream("catalog", f"product-{product_id}")
        prices = [one.data.get("new_price_idr", one.data.get("price_idr")) for one in stream]
        return int(next(one for one in reversed(prices) if one is not None))

    def code(self, order_id: str) -> str:
        """Return the hand-over code, which its buyer alone sees."""
        ref = derived_id("handover_code", order_id)
        with self.world.services["orders"].database.transaction() as transaction:
            return str(MemoryVault(transaction).open([ref])[ref]["code"])

    def _refresh(self, service: str) -> None:
        stored = self.world.stored(service)
        read = self._read.get(service, 0)
        if len(stored) == read:
            return
        streams, decode = self._streams[service], msgspec.json.decode
        for one in stored[read:]:
            data = decode(one.data)
            streams[one.stream_id].append(Fact(one.type, data, one.event_id))
        self._read[service] = len(stored)


def await_seen(
    seen: Callable[[], Any], sleep: Callable[[float], None], *, patience_s: float
) -> Any:
    """Look again and again; return what is seen at last, or nothing if it does not come."""
    waited, step = 0.0, 4.0
    while not (found := seen()) and waited < patience_s:
        sleep(step)
        waited += step
        step = min(step * 2, 300.0)
    return found
