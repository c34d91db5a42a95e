"""Write the published language into contracts/, or say what is out of date (--check)."""

import importlib
import sys
from pathlib import Path
from typing import Any

import msgspec
import yaml

from kernel.adapters.codec import plain, schema_of
from kernel.adapters.definition import ServiceDefinition
from kernel.testing.examples import example

SERVICES = ("catalog", "orders", "payments", "compliance")
ROOT = Path(__file__).resolve().parents[1] / "contracts"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def main() -> int:
    """Return 0 when everything on disk is as the code says."""
    wanted = dict(documents())
    found = {path for path in ROOT.rglob("*") if path.is_file()}
    stale = [path for path, text in wanted.items() if not _same(path, text)]
    surplus = sorted(found - wanted.keys())
    if "--check" not in sys.argv:
        write(wanted, stale, surplus)
        return 0
    for path in (*stale, *surplus):
        print(
            f"contracts: {path.relative_to(ROOT)} is not what the code says; run `make contracts`"
        )
    print(f"contracts: {len(wanted)} documents, {len(stale) + len(surplus)} out of date")
    return 1 if stale or surplus else 0


def documents() -> list[tuple[Path, str]]:
    """Return every document with its path: events, subscriptions, the HTTP API."""
    definitions = [_definition(name) for name in SERVICES]
    pairs: list[tuple[Path, str]] = []
    for one in definitions:
        pairs += _events(one)
    pairs.append((ROOT / "subscriptions.json", _json(_subscriptions(definitions))))
    pairs.append((ROOT / "openapi.yaml", _openapi()))
    return pairs


def write(wanted: dict[Path, str], stale: list[Path], surplus: list[Path]) -> None:
    """Bring the folder to what the code says."""
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path])
    for path in surplus:
        path.unlink()
    print(f"contracts: {len(wanted)} documents, {len(stale)} written, {len(surplus)} removed")


def _definition(name: str) -> ServiceDefinition:
    definition: ServiceDefinition = importlib.import_module(f"{name}.bootstrap").contract()
    return definition


def _events(definition: ServiceDefinition) -> list[tuple[Path, str]]:
    folder = ROOT / "events" / definition.name
    pairs = []
    for type_, kind in definition.codec.types.items():
        name = type_.removeprefix(f"{definition.name}.")
        schema = {"$schema": DIALECT, "title": type_, **schema_of(kind)}
        pairs.append((folder / f"{name}.schema.json", _json(schema)))
        pairs.append((folder / f"{name}.example.json", _json(plain(example(kind)))))
    return pairs


def _subscriptions(definitions: list[ServiceDefinition]) -> dict[str, Any]:
    return {
        one.name: {each.producer: sorted(each.codec.types) for each in one.subscriptions}
        for one in definitions
    }


def _openapi() -> str:
    document = importlib.import_module("gateway.entrypoints.openapi").document()
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main())
