"""Fuzz the HTTP API of a living town with each role's token: no 5xx, no undocumented answer.

`make fuzz` runs it whole (EXAMPLES=50, ROLE=all) and writes build/fuzz.json.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import requests
from e2e_fuzz_ground import NOBODY, Ground, ground

from gateway.domain.roles import Role

SEED = 1
EVERYBODY = (NOBODY, *map(str, Role))
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "ignored_auth",
)
# There is one institution, and no officer gets past the door with another's.
_ALWAYS_THERE = frozenset({"institution_id"})
_NOT_THERE = "0193a3f0-3a52-7cc1-8a51-6a3f1b2c4d5e"
_REPORT = Path("build/fuzz.json")
_SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What one run tries.

    :param operations: of these operations alone; empty: of all
    """

    examples: int = 50
    phases: str = "examples,fuzzing"
    operations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    How the API stood one role's fuzzing.

    :param accepted: operations of which at least one request was answered with 2xx
    :param failures: what is wrong, by operation
    """

    role: str
    operations: int
    examples: int
    accepted: int
    seconds: float
    failures: Mapping[str, Sequence[str]] = field(default_factory=dict)


def fuzz(place: Ground, role: str, plan: Plan, folder: Path) -> Outcome:
    """Send what the document allows, and what it does not, as somebody who holds the role."""
    document, report = folder / f"{role}.openapi.json", folder / f"{role}.json"
    document.write_text(json.dumps(_as_role(_informed(_document(place.url), place.known), role)))
    command = _command(document, place, role, plan, report)
    started = time.monotonic()
    with (folder / f"{role}.txt").open("w") as output:
        subprocess.run(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, check=False)
    if not report.exists():
        raise AssertionError((folder / f"{role}.txt").read_text())
    return _outcome(json.loads(report.read_text()), role, time.monotonic() - started)


def _command(
    document: Path, place: Ground, role: str, plan: Plan, report: Path
) -> list[str | Path]:
    token = place.token(role)
    named = [word for one in plan.operations for word in ("--include-operation-id", one)]
    options = {
        "--url": place.url,
        "--seed": SEED,
        "--max-examples": plan.examples,
        "--phases": plan.phases,
        "--checks": ",".join(CHECKS),
        "--request-timeout": 30,
        "--generation-database": "none",
        "--output-sanitize": "false",
        "--report-json-path": report,
    }
    words = [str(word) for pair in options.items() for word in pair]
    bearer = ["--header", f"Authorization: Bearer {token}"] if token else []
    # What fails is shown as it is: making it smaller takes longer than finding it.
    flags = ["--no-shrink", "--continue-on-failure", "--suppress-health-check", "all"]
    return [_SCHEMATHESIS, "--no-color", "run", document, *words, *bearer, *flags, *named]


def _document(url: str) -> dict[str, Any]:
    answer: dict[str, Any] = requests.get(f"{url}/openapi.json", timeout=30).json()
    return answer


def _as_role(document: Any, role: str) -> Any:
    """Whoever asks in a role that she has not is refused at the door, and nothing else is seen."""
    if role != NOBODY:
        document["components"]["parameters"]["ActingRole"]["schema"]["enum"] = [role]
    return document


def _informed(node: Any, known: Mapping[str, Sequence[str]], name: str = "") -> Any:
    """Return the document with what is there beside what could be, wherever a name says so."""
    if isinstance(node, list):
        return [_informed(one, known) for one in node]
    if not isinstance(node, dict):
        return node
    if name in known and node.get("type") == "string":
        return {"anyOf": [{"enum": list(known[name])}, node]}
    parts = {key: _informed(value, known, key) for key, value in node.items()}
    for shape in (value for key, value in parts.items() if key.endswith("Body")):
        # A request alone: an answer may well speak of an institution that is new.
        for one in _ALWAYS_THERE & shape.get("properties", {}).keys() & known.keys():
            shape["properties"][one] = {"enum": list(known[one])}
    if "in" in node and node.get("name") in known:
        apart = [] if node["name"] in _ALWAYS_THERE else [_NOT_THERE]
        parts["schema"] = {"type": "string", "enum": [*known[node["name"]], *apart]}
    return parts


def _outcome(report: Mapping[str, Any], role: str, seconds: float) -> Outcome:
    failures: dict[str, list[str]] = {}
    for one in (*report["failures"], *report["errors"]):
        for operation in one.get("operations", ["?"]):
            failures.setdefault(operation, []).append(one["title"])
    accepted = sum(
        any(phase["accepted"] for phase in phases.values())
        for phases in report["valid_rates"].values()
    )
    return Outcome(
        role=role,
        operations=report["operations"]["tested"],
        examples=report["test_cases"]["generated"],
        accepted=accepted,
        seconds=round(seconds, 1),
        failures=failures,
    )


def table(outcomes: Iterable[Outcome]) -> Iterable[str]:
    """Yield one line for each role."""
    yield f"{'role':16} {'operations':>10} {'with 2xx':>9} {'examples':>9} {'s':>7} {'failures':>9}"
    for one in outcomes:
        wrong = sum(map(len, one.failures.values()))
        counts = f"{one.operations:10} {one.accepted:9} {one.examples:9} {one.seconds:7.0f}"
        yield f"{one.role:16} {counts} {wrong:9}"


def main() -> int:
    """Fuzz with the roles named in ROLE; return 0 if nothing was found."""
    role = os.environ.get("ROLE") or "all"
    plan = Plan(
        examples=int(os.environ.get("EXAMPLES") or 50),
        phases=os.environ.get("PHASES") or Plan().phases,
        operations=tuple(re.findall(r"\w+", os.environ.get("OPERATIONS", ""))),
    )
    roles = EVERYBODY if role == "all" else tuple(role.split(","))
    outcomes: list[Outcome] = []
    folder = Path(tempfile.mkdtemp(dir="/var/tmp", prefix="malpro-fuzz-"))
    print(f"· the town opens; what is said about it is in {folder}", flush=True)
    with ground(folder) as place:
        for one in roles:
            print(f"· {one} ...", flush=True)
            outcomes.append(fuzz(place, one, plan, folder))
            print(list(table(outcomes))[-1], flush=True)
    print()
    print("\n".join(table(outcomes)))
    _REPORT.parent.mkdir(exist_ok=True)
    _REPORT.write_text(json.dumps([asdict(one) for one in outcomes], indent=2) + "\n")
    return 1 if any(one.failures for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
