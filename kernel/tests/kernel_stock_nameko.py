"""Ours and stock nameko side by side: prints as JSON what each answers the other.

Run as ``python kernel_stock_nameko.py AMQP_URL PREFIX``.
"""

from kernel.entrypoints.nameko_green import go_green

go_green()

import json  # noqa: E402 - nothing that makes locks may be imported before it is green
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from typing import Any  # noqa: E402

from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from nameko.standalone.rpc import ServiceRpcClient  # noqa: E402

from kernel.adapters.rpc import KombuRpc  # noqa: E402
from kernel.domain.errors import KernelError  # noqa: E402
from kernel.entrypoints.nameko_runner import start_services  # noqa: E402
from kernel.testing.rpc_probe import probe_class  # noqa: E402

URL, PREFIX = sys.argv[1:]


class Stock:
    name = f"{PREFIX}-stock"

    @rpc
    def echo(self, value: Any) -> Any:
        return value

    @rpc
    def crash(self) -> None:
        raise LookupError("secret")


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except KernelError as error:
        return error.own_code
    except Exception as error:  # noqa: BLE001 - whatever stock nameko makes of ours
        return str(error)


def main() -> None:
    ours = start_services([probe_class(f"{PREFIX}-ours")], URL)
    stock = ServiceRunner()
    stock.add_service(Stock)
    stock.start()
    rpc = KombuRpc(URL)
    refusal = {"family": "rejected", "code": "sold_out", "message": "none left", "details": {}}
    with ServiceRpcClient(f"{PREFIX}-ours", timeout=5) as client:
        answers = {
            "stock asks": outcome(lambda: client.echo([1, {"a": "b"}])),
            "stock is refused": outcome(lambda: client.refuse(**refusal)),
            "we ask": outcome(lambda: rpc.call(Stock.name, "echo", value=[1, {"a": "b"}])),
            "stock breaks": outcome(lambda: rpc.call(Stock.name, "crash")),
            "stock does not know": outcome(lambda: rpc.call(Stock.name, "missing")),
            "stock cannot fit": outcome(lambda: rpc.call(Stock.name, "echo", worth=1)),
        }
    rpc.close()
    stock.stop()
    ours.stop()
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
