"""Random lives of a stall: goods come in, and batches of orders are placed, ended and delivered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog_examples import RICE, SUGAR, line, order_delivered, order_placed
from hypothesis import strategies as st

from catalog.domain.commands import ReceiveStock

PRODUCTS = (RICE, SUGAR)

Heard = tuple[str, str, Mapping[str, Any]]
Step = ReceiveStock | list[Heard]


def _placed(order_id: str, wanted: list[tuple[str, int]]) -> Heard:
    lines = [
        line(product_id, quantity, line_id=f"line-{number}")
        for number, (product_id, quantity) in enumerate(wanted)
    ]
    return order_id, "order_placed", order_placed(*lines)


def _delivered(order_id: str, quantities: list[int]) -> Heard:
    lines = {f"line_{number}": quantity for number, quantity in enumerate(quantities)}
    return order_id, "order_delivered", order_delivered(**lines)


def _ended(order_id: str, type_: str) -> Heard:
    return order_id, type_, {}


_orders = st.sampled_from([f"order-{number}" for number in range(6)])
_products = st.sampled_from(PRODUCTS)
_quantities = st.integers(min_value=1, max_value=9)
_ends = st.sampled_from(["order_cancelled", "order_declined", "order_expired", "order_rejected"])
_heard = st.one_of(
    st.builds(
        _placed, _orders, st.lists(st.tuples(_products, _quantities), min_size=1, max_size=3)
    ),
    st.builds(_delivered, _orders, st.lists(st.integers(0, 9), max_size=3)),
    st.builds(_ended, _orders, _ends),
)
_receipts = st.builds(ReceiveStock, product_id=_products, quantity=_quantities)

lives: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(_receipts, st.lists(_heard, min_size=1, max_size=5)), max_size=12
)


def renamed(step: Step, prefix: str) -> Step:
    """Return the same step of another stall, so that many lives fit into one database."""
    if isinstance(step, ReceiveStock):
        return replace(step, product_id=prefix + step.product_id)
    return [(prefix + order_id, type_, _renamed(data, prefix)) for order_id, type_, data in step]


def _renamed(data: Mapping[str, Any], prefix: str) -> Mapping[str, Any]:
    if "merchant_id" not in data:
        return data
    lines = [one | {"product_id": prefix + one["product_id"]} for one in data["lines"]]
    return {**data, "merchant_id": prefix + data["merchant_id"], "lines": lines}
