"""A service that does what a test of RPC asks for, and remembers what it did."""

import time
from collections import Counter
from dataclasses import asdict
from typing import Any, ClassVar

from kernel.application.tracing import current_trace
from kernel.domain.errors import FAMILIES
from kernel.entrypoints.nameko_rpc import rpc


class Probe:
    """Its subclasses are the nameko services."""

    runs: ClassVar[Counter[str]] = Counter()

    @rpc
    def echo(self, value: Any) -> Any:
        return value

    @rpc
    def refuse(self, family: str, code: str, message: str, details: dict[str, Any]) -> None:
        raise FAMILIES[family](message, code=code, **details)

    @rpc
    def crash(self, secret: str) -> None:
        raise LookupError(secret)

    @rpc
    def answer_with_a_set(self) -> Any:
        return {object()}

    @rpc
    def slow(self, seconds: float, value: Any) -> Any:
        time.sleep(seconds)
        return value

    @rpc
    def run(self, key: str, seconds: float = 0) -> int:
        self.runs[key] += 1
        time.sleep(seconds)
        return self.runs[key]

    @rpc
    def times_run(self, key: str) -> int:
        return self.runs[key]

    @rpc
    def trace(self) -> dict[str, Any] | None:
        trace = current_trace()
        return None if trace is None else asdict(trace)


def probe_class(service: str) -> type:
    """Make a nameko service class of this name."""
    return type("NamedProbe", (Probe,), {"name": service})
