"""
A shop with the dual write: one row, commit, then an event by hope.

The gateway is Flask under the same web server, with the same token, the same check of the same body
and the same RPC, one call for each checkout. The service inserts one row, commits, and dispatches
with nameko's own EventDispatcher. There is no key, no price, no stock and nobody who listens.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from flask import Flask, Response, request
from nameko.events import EventDispatcher

from gateway.adapters.key_ring import KeyRing
from gateway.adapters.tokens import JwtTokens
from gateway.entrypoints.schemas.orders import PlaceOrdersBody
from kernel.adapters.database import Database
from kernel.domain.ids import new_id
from kernel.entrypoints.nameko_client import ContainerRpc
from kernel.entrypoints.nameko_rpc import rpc
from kernel.entrypoints.nameko_runner import run_services
from kernel.entrypoints.nameko_web import Wsgi

SERVICE = "floor_orders"
_INSERT = sa.text(
    "insert into floor_orders (order_id, buyer, total_idr, data, placed_at)"
    " values (:order_id, :buyer, :total_idr, cast(:data as jsonb), now())"
)


def run(which: str, env: Mapping[str, str]) -> None:
    """Run until SIGTERM."""
    service = _gateway(env) if which == "gateway" else _orders(env)
    run_services([service], env["MALPRO_AMQP_URL"], http_address=env["MALPRO_HTTP_ADDRESS"])


def _gateway(env: Mapping[str, str]) -> type:
    tokens = JwtTokens(KeyRing(Path(env["MALPRO_SIGNING_KEY_FILE"])))
    page = env["FLOOR_PAGE"].encode()

    class Gateway:
        name = "floor_gateway"

        @Wsgi.decorator
        def wsgi(self) -> None:
            """Stands for the web server; it never runs."""

        @classmethod
        def make_wsgi_app(cls, container: Any) -> Flask:
            calls, shape, flask = ContainerRpc(container), PlaceOrdersBody(), Flask("floor")

            @flask.post("/v1/checkouts")
            def check_out() -> Response:
                caller = tokens.read(request.headers["Authorization"].partition(" ")[2]).caller
                wanted = shape.load(msgspec.json.decode(request.get_data()))
                placed = calls.call(SERVICE, "place", buyer=caller.account_id, wanted=wanted)
                return Response(msgspec.json.encode(placed), 202, mimetype="application/json")

            @flask.get("/page")
            def read() -> Response:
                return Response(page, mimetype="application/json")

            return flask

    return Gateway


def _orders(env: Mapping[str, str]) -> type:
    database = Database(env["FLOOR_DATABASE_URL"], pool_size=8)

    class Orders:
        name = SERVICE
        dispatch = EventDispatcher()

        @rpc
        def place(self, buyer: str, wanted: dict[str, Any]) -> dict[str, Any]:
            row = {
                "order_id": new_id(),
                "buyer": buyer,
                "total_idr": wanted["expected_total_idr"],
                "data": msgspec.json.encode(wanted).decode(),
            }
            with database.transaction() as connection:
                connection.execute(_INSERT, row)
            self.dispatch("order_placed", row)
            return {"orders": [{"order_id": row["order_id"]}]}

    return Orders
