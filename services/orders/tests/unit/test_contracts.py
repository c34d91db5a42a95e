"""What is published can be read back, has its published name, and needs nothing personal."""

from dataclasses import fields
from typing import get_args

import pytest

from kernel.domain.events import Event
from kernel.testing.examples import example
from orders.adapters.codecs import CATALOG, OWN, PAYMENTS
from orders.domain.events import EndEvent, NoteEvent, StepEvent
from orders.domain.placed import OrderPlaced
from orders.domain.return_events import ReturnEvent

EVERY_EVENT: set[type[Event]] = {
    OrderPlaced,
    *get_args(StepEvent),
    *get_args(NoteEvent),
    *get_args(EndEvent),
    *get_args(ReturnEvent),
}
NEVER = ("phone", "recipient_name", "street", "note", "code", "nip", "text")


def test_every_event_of_an_order_has_a_published_name() -> None:
    assert set(OWN.types.values()) == EVERY_EVENT


@pytest.mark.parametrize("codec", [OWN, CATALOG, PAYMENTS])
def test_every_event_survives_the_store(codec: object) -> None:
    for name, kind in codec.types.items():  # type: ignore[attr-defined]
        event = example(kind)

        assert codec.decode(name, codec.encode(event)) == event  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", sorted(EVERY_EVENT, key=str))
def test_no_event_has_room_for_personal_data(kind: type[Event]) -> None:
    names = {one.name for one in fields(kind)}

    assert not names & set(NEVER)
