"""Run by the tests in a process of its own: the gateway in nameko, over the in-process broker.

The services behind it are small nameko services that answer by their own rules. Prints the port.
"""

import sys

from kernel.entrypoints.nameko_green import go_green

go_green()

from pathlib import Path  # noqa: E402 - everything else comes after turning green
from typing import Any  # noqa: E402

import eventlet  # noqa: E402

from gateway.entrypoints.nameko_service import service_class  # noqa: E402
from gateway.settings import SERVICES, Settings  # noqa: E402
from kernel.entrypoints.nameko_rpc import rpc  # noqa: E402
from kernel.entrypoints.nameko_runner import Services, run_services  # noqa: E402

sizes: list[int] = []


def answering(service: str) -> type:
    """Return a service that takes 50 ms for a batch and tells how large its batches were."""

    class Answering:
        name = service

        @rpc
        def execute(self, commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
            sizes.append(len(commands))
            eventlet.sleep(0.05)
            return [{"ok": self._answer(one), "replayed": False} for one in commands]

        @rpc
        def ask(
            self, question: str, params: dict[str, Any], context: dict[str, Any]
        ) -> dict[str, Any]:
            if question == "checkout":
                orders = [{"order_id": params["checkout_id"], "status": "placed"}]
                return {"checkout_id": params["checkout_id"], "orders": orders}
            return {"question": question, "sizes": sizes, "correlation": context["correlation_id"]}

        @rpc
        def head(self) -> int:
            return 1

        def _answer(self, command: dict[str, Any]) -> dict[str, Any]:
            checkout_id = command["context"]["command_id"]
            return {"checkout_id": checkout_id, "orders": [{"order_id": checkout_id}]}

    return Answering


def tell(services: Services) -> None:
    sys.stdout.write(f"{services.http_port}\n")
    sys.stdout.flush()


def main() -> int:
    database_url, key_file, *oidc_file = sys.argv[1:]
    settings = Settings(
        database_url=database_url,
        amqp_url="memory://gateway-tests",
        signing_key_file=Path(key_file),
        oidc_file=Path(oidc_file[0]) if oidc_file else None,
        requests_per_s=0,
        body_s=2,
        # So dear that a hash on the main thread would stop everything for a while.
        hash_memory_kib=300_000,
    )
    classes = [answering(name) for name in SERVICES]
    return run_services(
        [*classes, service_class(settings)],
        settings.amqp_url,
        http_address="127.0.0.1:0",
        on_started=tell,
    )


if __name__ == "__main__":
    sys.exit(main())
