"""What a service owes to what was ever published: its own events, and those it hears of.

Subclass in the service's tests, set the attributes, inherit the rest.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from kernel.adapters.clock import ManualClock
from kernel.adapters.cloudevents import Incoming
from kernel.adapters.codec import Codec
from kernel.adapters.database import Database
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.migrations import migrate
from kernel.adapters.reactions import Reactions
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.domain.errors import KernelError
from kernel.domain.events import Event
from kernel.domain.ids import derived_id
from kernel.testing.examples import NOON


class GoldenFilesContract:
    """
    Every version of an event that was ever published stays readable for ever.

    :param definition: the service
    :param contracts: the folder of everything published
    """

    definition: ServiceDefinition
    contracts: Path

    def test_every_golden_file_ever_published_is_still_read(self) -> None:
        codec, files = self.definition.codec, _golden_files(self.contracts, self.definition.name)
        assert files, "nothing was ever published"

        unknown = [type_ for type_ in files if not codec.knows(type_)]
        assert not unknown, f"published once, known for ever: keep upcasters for {unknown}"
        for type_, golden in files.items():
            event = codec.decode(type_, golden)
            assert codec.decode(codec.name(event), codec.encode(event)) == event, type_

    def test_every_type_it_knows_has_its_golden_file(self) -> None:
        codec, files = self.definition.codec, _golden_files(self.contracts, self.definition.name)

        missing = [type_ for type_ in _known(codec) if type_ not in files]
        assert not missing, f"`make contracts` has not published {missing}"

    def test_a_golden_file_is_what_the_code_writes_and_fits_its_schema(self) -> None:
        codec, files = self.definition.codec, _golden_files(self.contracts, self.definition.name)

        for type_ in codec.types:
            written = codec.encode(codec.decode(type_, files[type_]))
            assert msgspec.json.decode(written) == msgspec.json.decode(files[type_]), type_
        for type_, golden in files.items():
            path = _path(self.contracts, self.definition.name, type_, "schema")
            jsonschema.validate(msgspec.json.decode(golden), msgspec.json.decode(path.read_bytes()))


class ForeignEventsContract:
    """
    A consumer survives every example of every type it subscribes to.

    :param definition: the service
    :param contracts: the folder of everything published
    :param migrations: the service's own
    """

    definition: ServiceDefinition
    contracts: Path
    migrations: Path

    @pytest.fixture
    def units(self, database_url: str) -> Iterator[UnitsOfWork]:
        migrate(database_url, self.migrations)
        database = Database(database_url)
        definition = self.definition
        yield UnitsOfWork(
            database, definition.codec, definition.projections, clock=ManualClock(NOON)
        )
        database.close()

    def test_every_type_it_subscribes_to_is_published_and_its_view_reads_the_example(self) -> None:
        for subscription in self.definition.subscriptions:
            for type_ in _known(subscription.codec):
                path = _path(self.contracts, subscription.producer, type_, "example")
                assert path.exists(), f"{subscription.producer} does not publish {type_}"
                assert isinstance(subscription.codec.decode(type_, path.read_bytes()), Event)

    def test_its_handlers_take_every_example_or_refuse_it(self, units: UnitsOfWork) -> None:
        for subscription in self.definition.subscriptions:
            reactions = Reactions(self.definition, subscription)
            for type_ in _known(subscription.codec):
                path = _path(self.contracts, subscription.producer, type_, "example")
                incoming = _incoming(subscription.producer, type_, path.read_bytes())
                # A refusal is an answer; whatever else is raised is a bug, and fails the test.
                with suppress(_Undone, KernelError), units.begin() as work:
                    reactions.react(work, [incoming])
                    work.flush()
                    raise _Undone


class _Undone(Exception):
    """Takes back what an example has done, so that the next one meets an empty service."""


def _known(codec: Codec) -> list[str]:
    return [*codec.types, *codec.upcasters]


def _golden_files(contracts: Path, service: str) -> dict[str, bytes]:
    """Return the golden file of each type that the service has ever published."""
    suffix = ".example.json"
    found = sorted((contracts / "events" / service).glob(f"*{suffix}"))
    return {f"{service}.{path.name.removesuffix(suffix)}": path.read_bytes() for path in found}


def _path(contracts: Path, service: str, type_: str, kind: str) -> Path:
    return contracts / "events" / service / f"{type_.removeprefix(f'{service}.')}.{kind}.json"


def _incoming(producer: str, type_: str, data: bytes) -> Incoming:
    cloudevent: dict[str, Any] = {
        "id": derived_id("example", type_),
        "source": f"/{producer}",
        "type": type_,
        "subject": f"example-{derived_id('example', 'key')}",
        "time": NOON.isoformat(),
        "streamtype": "example",
        "streamversion": 1,
        "position": 1,
        "recordedtime": NOON.isoformat(),
        "correlationid": derived_id("example", "correlation"),
        "data": msgspec.json.decode(data),
    }
    return Incoming.of(producer, cloudevent)
