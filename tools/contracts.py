"""Write the published language and the state diagrams, or say what is out of date (--check)."""

import importlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

import asyncapi
import refusals
from diagrams import drawings
from gateway.entrypoints import openapi_refusals
from kernel.adapters.codec import plain, schema_of
from kernel.adapters.definition import ServiceDefinition
from kernel.domain.errors import KernelError
from kernel.testing.examples import example

SERVICES = ("catalog", "orders", "payments", "compliance")
ROOT = Path(__file__).resolve().parents[1] / "contracts"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def main() -> int:
    """Return 0 when everything on disk is as the code says, and can still be read."""
    definitions = [definition_of(name) for name in SERVICES]
    broken = list(unreadable(definitions))
    for path, reason in broken:
        print(f"contracts: {path.relative_to(ROOT)} was published and cannot be read: {reason}")
    if broken:
        print("contracts: give them an upcaster; delete a file only if nobody ever had such events")
        return 1
    wanted = dict(documents(definitions))
    found = {path for path in ROOT.rglob("*") if path.is_file()}
    stale = [path for path, text in wanted.items() if not _same(path, text)]
    surplus = sorted(found - wanted.keys() - set(old_versions(definitions)))
    if "--check" not in sys.argv:
        write(wanted, stale, surplus)
        return 0
    for path in (*stale, *surplus):
        shown = os.path.relpath(path, ROOT.parent)
        print(f"contracts: {shown} is not what the code says; run `make contracts`")
    print(f"contracts: {len(wanted)} documents, {len(stale) + len(surplus)} out of date")
    return 1 if stale or surplus else 0


def unreadable(definitions: Iterable[ServiceDefinition]) -> Iterator[tuple[Path, str]]:
    """Yield the golden files that the code no longer reads; what was stored is like them."""
    for one in definitions:
        for path in sorted((ROOT / "events" / one.name).glob("*.example.json")):
            type_ = f"{one.name}.{path.name.removesuffix('.example.json')}"
            try:
                one.codec.decode(type_, path.read_bytes())
            except KernelError as error:
                yield path, error.message


def old_versions(definitions: Iterable[ServiceDefinition]) -> Iterator[Path]:
    """Yield what was published of versions that are only read any more. It stays as it is."""
    for one in definitions:
        for type_ in one.codec.upcasters:
            for kind in ("schema", "example"):
                yield _event_path(one.name, type_, kind)


def documents(definitions: Sequence[ServiceDefinition]) -> list[tuple[Path, str]]:
    """Return every document with its path: events, subscriptions, both APIs, roles, READMEs."""
    pairs: list[tuple[Path, str]] = []
    for one in definitions:
        pairs += _events(one)
    pairs.append((ROOT / "subscriptions.json", _json(_subscriptions(definitions))))
    found = refusals.refusals(definitions)
    pairs.append((openapi_refusals.PATH, _json(found)))
    pairs.append((ROOT / "openapi.yaml", _openapi(found)))
    pairs.append((ROOT / "roles.md", _roles()))
    pairs.append((ROOT / "asyncapi.yaml", _yaml(asyncapi.document(definitions))))
    pairs += drawings(SERVICES)
    return pairs


def write(wanted: dict[Path, str], stale: list[Path], surplus: list[Path]) -> None:
    """Bring the folder to what the code says."""
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path])
    for path in surplus:
        path.unlink()
    print(f"contracts: {len(wanted)} documents, {len(stale)} written, {len(surplus)} removed")


def definition_of(name: str) -> ServiceDefinition:
    definition: ServiceDefinition = importlib.import_module(f"{name}.bootstrap").contract()
    return definition


def _events(definition: ServiceDefinition) -> list[tuple[Path, str]]:
    pairs = []
    for type_, kind in definition.codec.types.items():
        schema = {"$schema": DIALECT, "title": type_, **schema_of(kind)}
        pairs.append((_event_path(definition.name, type_, "schema"), _json(schema)))
        golden = _json(plain(example(kind)))
        pairs.append((_event_path(definition.name, type_, "example"), golden))
    return pairs


def _event_path(service: str, type_: str, kind: str) -> Path:
    return ROOT / "events" / service / f"{type_.removeprefix(f'{service}.')}.{kind}.json"


def _subscriptions(definitions: Sequence[ServiceDefinition]) -> dict[str, Any]:
    return {
        one.name: {each.producer: sorted(each.codec.types) for each in one.subscriptions}
        for one in definitions
    }


def _openapi(found: dict[str, refusals.Codes]) -> str:
    document = importlib.import_module("gateway.entrypoints.openapi").document(found)
    return _yaml(document)


def _yaml(document: dict[str, Any]) -> str:
    # Through JSON, so that nothing is shared and YAML needs no anchors.
    document = msgspec.json.decode(msgspec.json.encode(document))
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _roles() -> str:
    text: str = importlib.import_module("gateway.entrypoints.role_table").text()
    return text


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main())
