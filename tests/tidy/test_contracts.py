"""The tool that writes contracts/ never destroys what was published."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tree import ROOT

import contracts
from kernel.adapters.codec import Codec, Upcaster
from kernel.adapters.definition import ServiceDefinition


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is published, for the tool to work on."""
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    monkeypatch.setattr(contracts, "ROOT", tmp_path / "contracts")
    monkeypatch.setattr(contracts, "drawings", lambda _: ())
    monkeypatch.setattr(sys, "argv", ["contracts.py"])
    return tmp_path / "contracts"


def test_a_document_that_is_out_of_date_is_written_anew(folder: Path) -> None:
    (folder / "subscriptions.json").write_text("{}")
    (folder / "surplus.json").write_text("{}")

    assert contracts.main() == 0

    assert "catalog" in (folder / "subscriptions.json").read_text()
    assert not (folder / "surplus.json").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [("order_placed.v1", '{"order": 7}'), ("order_lost.v1", "{}")],
    ids=["another shape", "a type nobody knows"],
)
def test_a_golden_file_that_is_no_longer_read_is_a_failure_and_is_kept(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    file = folder / "events" / "orders" / f"{name}.example.json"
    file.write_text(text)

    assert contracts.main() == 1

    assert file.read_text() == text
    assert f"{name}.example.json was published and cannot be read" in capsys.readouterr().out


def test_what_was_published_of_an_old_version_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Upcaster("orders.order_placed.v1", dict)
    real = contracts.definition_of

    def grown(name: str) -> ServiceDefinition:
        definition = real(name)
        if name != "orders":
            return definition
        upcasters = {**definition.codec.upcasters, "orders.order_placed.v0": old}
        codec = Codec(definition.codec.types, upcasters)
        return replace(definition, codec=codec)

    monkeypatch.setattr(contracts, "definition_of", grown)
    current = folder / "events" / "orders" / "order_placed.v1.example.json"
    golden = folder / "events" / "orders" / "order_placed.v0.example.json"
    shutil.copy(current, golden)

    assert contracts.main() == 0

    assert golden.exists()


def test_every_consumer_knows_the_versions_that_its_producers_write() -> None:
    services = {name: contracts.definition_of(name) for name in contracts.SERVICES}
    unknown = [
        f"{consumer.name}: {type_}"
        for consumer in services.values()
        for subscription in consumer.subscriptions
        for type_ in services[subscription.producer].codec.types
        if _unversioned(type_) in set(map(_unversioned, subscription.codec.types))
        if not subscription.codec.knows(type_)
    ]

    assert unknown == []


def _unversioned(type_: str) -> str:
    return type_.rpartition(".v")[0]
