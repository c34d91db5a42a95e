"""Random lives of a stall: goods come in, and batches of orders are placed, ended and delivered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog_examples import RICE, SUGAR, line, order_delivered, order_placed, returned
from hypothesis import strategies as st

from catalog.domain.commands import AdjustStock, ReceiveStock
from catalog.domain.vocabulary import AdjustmentReason

PRODUCTS = (RICE, SUGAR)

Heard = tuple[str, str, Mapping[str, Any]]
Step = ReceiveStock | AdjustStock | list[Heard]


def _placed(order_id: str, wanted: list[tuple[str, int]]) -> Heard:
    lines = [
        line(product_id, quantity, line_id=f"line-{number}")
        for number, (product_id, quantity) in enumerate(wanted)
    ]
    return order_id, "order_placed", order_placed(*lines)


def _delivered(order_id: str, quantities: list[int]) -> Heard:
    lines = {f"line_{number}": quantity for number, quantity in enumerate(quantities)}
    return order_id, "order_delivered", order_delivered(**lines)


def _returned(order_id: str, type_: str, return_id: str, back: list[tuple[int, str]]) -> Heard:
    lines = [(f"line-{number}", quantity, said) for number, (quantity, said) in enumerate(back)]
    return order_id, type_, returned(*lines, return_id=return_id)


def _ended(order_id: str, type_: str) -> Heard:
    return order_id, type_, {}


_orders = st.sampled_from([f"order-{number}" for number in range(6)])
_products = st.sampled_from(PRODUCTS)
_quantities = st.integers(min_value=1, max_value=9)
_ends = st.sampled_from(["order_cancelled", "order_declined", "order_expired", "order_rejected"])
_dispositions = st.sampled_from(["resalable", "spoiled", "none"])
_heard = st.one_of(
    st.builds(
        _placed, _orders, st.lists(st.tuples(_products, _quantities), min_size=1, max_size=3)
    ),
    st.builds(_delivered, _orders, st.lists(st.integers(0, 9), max_size=3)),
    st.builds(_ended, _orders, _ends),
    st.builds(
        _returned,
        _orders,
        st.sampled_from(["return_received", "order_returned_to_seller"]),
        st.sampled_from(["return-1", "return-2"]),
        st.lists(st.tuples(st.integers(0, 9), _dispositions), max_size=3),
    ),
)
_adjustments = st.builds(
    AdjustStock,
    product_id=_products,
    quantity_delta=st.integers(-9, 9).filter(bool),
    reason_code=st.just(AdjustmentReason.COUNT),
)
_receipts = st.builds(ReceiveStock, product_id=_products, quantity=_quantities)

lives: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(_receipts, _adjustments, st.lists(_heard, min_size=1, max_size=5)), max_size=12
)


def renamed(step: Step, prefix: str) -> Step:
    """Return the same step of another stall, so that many lives fit into one database."""
    if isinstance(step, ReceiveStock | AdjustStock):
        return replace(step, product_id=prefix + step.product_id)
    return [(prefix + order_id, type_, _renamed(data, prefix)) for order_id, type_, data in step]


def _renamed(data: Mapping[str, Any], prefix: str) -> Mapping[str, Any]:
    if "merchant_id" not in data:
        return data
    lines = [one | {"product_id": prefix + one["product_id"]} for one in data["lines"]]
    return {**data, "merchant_id": prefix + data["merchant_id"], "lines": lines}


def route_of(step: ReceiveStock | AdjustStock) -> str:
    return "receive_stock" if isinstance(step, ReceiveStock) else "adjust_stock"
