"""The embedded town as a process of its own, led by its test through a socket."""

import importlib
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import msgspec

OPERATOR = ("operator", "pementasan-2026")


def main(fd: int, folder: Path, start: datetime) -> None:
    """Open the town, then do what each line says until there are no more."""
    configure = importlib.import_module("kernel.entrypoints.logs").configure_logs
    system_module = importlib.import_module("malpro_embedded.entrypoints.system")
    with (
        socket.socket(fileno=fd) as link,
        link.makefile("rw") as lines,
        (folder / "log.jsonl").open("w") as log,
    ):
        configure(service="malpro", process="embedded", stream=log)
        with system_module.running_system(
            folder, start, http_address="127.0.0.1:0", say=lambda _: None
        ) as system:
            system.create_operator(*OPERATOR)
            _tell(lines, {"url": system.url})
            for line in lines:
                _tell(lines, _done(system, msgspec.json.decode(line)))


def _done(system: Any, order: Mapping[str, Any]) -> Mapping[str, Any]:
    acts: Mapping[str, Callable[[], object]] = {
        "settle": system.settle,
        "heads": system.check_heads,
        "move": lambda: system.move_to(datetime.fromisoformat(order["instant"])),
    }
    try:
        acts[order["act"]]()
    except Exception as error:  # noqa: BLE001 - the test is told, and fails
        return {"error": f"{type(error).__name__}: {error}"}
    return {"now": system.now().isoformat()}


def _tell(lines: TextIO, answer: Mapping[str, Any]) -> None:
    lines.write(msgspec.json.encode(answer).decode() + "\n")
    lines.flush()


if __name__ == "__main__":
    importlib.import_module("kernel.entrypoints.nameko_green").go_green()
    main(int(sys.argv[1]), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
