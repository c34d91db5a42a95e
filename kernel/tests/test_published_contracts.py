"""The suites about published events let good services pass and catch every broken promise."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from kernel_operator import MIGRATIONS
from tallying.bootstrap import define
from tallying.settings import Settings

from kernel.adapters.codec import Codec, Upcaster, plain, schema_of
from kernel.adapters.definition import Policy
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.domain.events import Event
from kernel.settings import KernelSettings
from kernel.testing.counters import Counted
from kernel.testing.examples import example
from kernel.testing.published_contracts import ForeignEventsContract, GoldenFilesContract


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed(Event):
    grams: int
    unit: str = "g"


def renamed(data: dict[str, Any]) -> dict[str, Any]:
    return {"grams": data["kilograms"] * 1000}


CODEC = Codec(
    {"testing.weighed.v2": Weighed, "testing.counted.v1": Counted},
    {"testing.weighed.v1": Upcaster("testing.weighed.v2", renamed)},
)
NOWHERE = KernelSettings(service="testing", database_url="", amqp_url="")
DEFINITION = define(Settings(kernel=NOWHERE))


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """What `testing` has published: two current types, and an old one."""
    for type_, kind in CODEC.types.items():
        publish(tmp_path, type_, plain(example(kind)), schema_of(kind))
    publish(tmp_path, "testing.weighed.v1", {"kilograms": 3}, {"type": "object"})
    return tmp_path


def publish(folder: Path, type_: str, data: Any, schema: Any) -> None:
    name = type_.removeprefix("testing.")
    (folder / "events" / "testing").mkdir(parents=True, exist_ok=True)
    for kind, value in (("example", data), ("schema", schema)):
        (folder / "events" / "testing" / f"{name}.{kind}.json").write_text(json.dumps(value))


def golden(contracts: Path, codec: Codec = CODEC) -> GoldenFilesContract:
    suite = GoldenFilesContract()
    suite.definition = replace(DEFINITION, codec=codec)
    suite.contracts = contracts
    return suite


def hold(suite: GoldenFilesContract) -> None:
    suite.test_every_golden_file_ever_published_is_still_read()
    suite.test_every_type_it_knows_has_its_golden_file()
    suite.test_a_golden_file_is_what_the_code_writes_and_fits_its_schema()


def test_a_service_that_keeps_its_promises_passes(contracts: Path) -> None:
    suite = golden(contracts)

    hold(suite)

    assert suite.definition.codec.knows("testing.weighed.v1")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedInOunces(Event):
    ounces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedWithMore(Event):
    grams: int
    unit: str
    scale_id: str


def with_types(**changed: type[Event]) -> Codec:
    names = {f"testing.{name}.v2": kind for name, kind in changed.items()}
    return Codec(CODEC.types | names, CODEC.upcasters)


@pytest.mark.parametrize(
    "codec",
    [
        with_types(weighed=WeighedInOunces),
        with_types(weighed=WeighedWithMore),
        Codec(CODEC.types),
        Codec({"testing.weighed.v2": Weighed}, CODEC.upcasters),
        with_types(weighed=Weighed, unheard_of=Counted),
    ],
    ids=["field renamed", "field added", "upcaster gone", "type gone", "never published"],
)
def test_a_codec_that_breaks_with_what_was_published_is_caught(
    contracts: Path, codec: Codec
) -> None:
    with pytest.raises(Exception, match=r"testing\.|weighed"):
        hold(golden(contracts, codec))


def test_a_golden_file_that_was_changed_by_hand_is_caught(contracts: Path) -> None:
    file = contracts / "events" / "testing" / "counted.v1.example.json"
    file.write_text('{"number": 1, "nubmer": 2}')

    with pytest.raises(AssertionError, match=r"counted\.v1"):
        hold(golden(contracts))


class TestForeignEvents(ForeignEventsContract):
    """The small service hears its own counting."""

    definition = DEFINITION
    migrations = MIGRATIONS

    @pytest.fixture(autouse=True)
    def published(self, contracts: Path) -> None:
        type(self).contracts = contracts


def foreign(contracts: Path, **changes: Any) -> ForeignEventsContract:
    suite = ForeignEventsContract()
    suite.contracts = contracts
    [subscription] = DEFINITION.subscriptions
    suite.definition = replace(DEFINITION, subscriptions=[replace(subscription, **changes)])
    return suite


@pytest.mark.parametrize(
    "codec",
    [
        Codec({"testing.counted.v1": WeighedInOunces}),
        Codec({"testing.counted.v2": Counted}),
    ],
    ids=["view of another shape", "never published"],
)
def test_a_view_that_does_not_fit_what_is_published_is_caught(
    contracts: Path, codec: Codec
) -> None:
    suite = foreign(contracts, codec=codec)

    with pytest.raises(Exception, match="counted"):
        suite.test_every_type_it_subscribes_to_is_published_and_its_view_reads_the_example()


class TestForeignEventsOfABrokenHandler(TestForeignEvents):
    """A handler that breaks on an example is caught; one that refuses it is not."""

    def test_its_handlers_take_every_example_or_refuse_it(self, units: UnitsOfWork) -> None:
        def breaks(*_: Any, **__: Any) -> None:
            raise ZeroDivisionError

        suite = foreign(self.contracts, policies={Counted: Policy(handle=breaks)})

        with pytest.raises(ZeroDivisionError):
            suite.test_its_handlers_take_every_example_or_refuse_it(units)
        assert units.head() == 0
