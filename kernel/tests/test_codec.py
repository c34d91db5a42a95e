"""Names outlive classes, and every version ever published stays readable."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, strategies as st

from kernel.adapters.codec import Codec, EventMalformed, UnknownEventType, Upcaster, schema_of
from kernel.domain.events import Event
from kernel.testing.examples import example


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    amount_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted(Event):
    wall_id: str
    colour: Colour
    parts: tuple[Part, ...]
    painted_at: datetime
    on: date
    note_ref: str | None
    dry: bool


def widen(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"parts": [{"name": "all", "amount_idr": data["amount_idr"]}]}


def explain(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"note_ref": None, "dry": True}


CODEC = Codec(
    {"walls.painted.v3": Painted},
    {
        "walls.painted.v1": Upcaster("walls.painted.v2", widen),
        "walls.painted.v2": Upcaster("walls.painted.v3", explain),
    },
)
V1 = {
    "wall_id": "w-1",
    "colour": "green",
    "amount_idr": 1500,
    "painted_at": "2026-03-02T05:00:00Z",
    "on": "2026-03-02",
}
NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)

# What PostgreSQL cannot hold is refused, as the contract of the stores says.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
painted = st.builds(
    Painted,
    wall_id=texts,
    colour=st.sampled_from(Colour),
    parts=st.lists(st.builds(Part, name=texts, amount_idr=st.integers(-(2**53), 2**53))).map(tuple),
    painted_at=st.datetimes(timezones=st.just(UTC)),
    on=st.dates(),
    note_ref=st.none() | texts,
    dry=st.booleans(),
)


@given(painted)
def test_decoding_what_was_encoded_gives_the_same_event(event: Painted) -> None:
    assert CODEC.decode(CODEC.name(event), CODEC.encode(event)) == event


def test_a_name_is_registered_and_not_the_class() -> None:
    assert CODEC.name(example(Painted)) == "walls.painted.v3"


def test_an_old_version_climbs_through_every_upcaster() -> None:
    event = CODEC.decode("walls.painted.v1", V1)

    assert event == Painted(
        wall_id="w-1",
        colour=Colour.GREEN,
        parts=(Part(name="all", amount_idr=1500),),
        painted_at=NOW,
        on=NOW.date(),
        note_ref=None,
        dry=True,
    )


@pytest.mark.parametrize(
    "upcasters",
    [
        {"walls.painted.v3": Upcaster("walls.painted.v4", explain)},
        {"walls.painted.v1": Upcaster("walls.painted.v2", widen)},
        {
            "walls.painted.v1": Upcaster("walls.painted.v2", widen),
            "walls.painted.v2": Upcaster("walls.painted.v1", widen),
        },
    ],
    ids=["both", "nowhere", "circle"],
)
def test_a_codec_whose_old_versions_lead_nowhere_is_a_bug(upcasters: dict[str, Upcaster]) -> None:
    with pytest.raises(ValueError, match=r"walls\.painted"):
        Codec({"walls.painted.v3": Painted}, upcasters)


def test_an_old_version_is_read_from_text_too() -> None:
    text = msgspec.json.encode(V1 | {"parts": []}).decode()

    assert isinstance(CODEC.decode("walls.painted.v2", text), Painted)


def test_a_codec_says_what_it_knows() -> None:
    assert CODEC.knows("walls.painted.v1")
    assert CODEC.knows("walls.painted.v3")
    assert not CODEC.knows("walls.painted.v4")


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(UnknownEventType, match=r"walls\.painted\.v9"):
        CODEC.decode("walls.painted.v9", "{}")


@pytest.mark.parametrize("data", ["{}", {"wall_id": 7}, '{"colour": "blue"}'])
def test_data_of_another_shape_is_refused(data: Any) -> None:
    with pytest.raises(EventMalformed, match=r"walls\.painted\.v3"):
        CODEC.decode("walls.painted.v3", data)


def test_fields_added_by_a_newer_producer_are_passed_over() -> None:
    newer = CODEC.encode(example(Painted))[:-1] + ',"shade":"dark"}'

    assert CODEC.decode("walls.painted.v3", newer) == example(Painted)


def test_an_example_is_always_the_same_and_fits_its_schema() -> None:

    one = example(Painted)

    assert one == example(Painted)
    jsonschema.validate(msgspec.json.decode(CODEC.encode(one)), schema_of(Painted))
