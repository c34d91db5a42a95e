"""Whatever is decided in whatever order: history replays, and an end is an end."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, strategies as st
from orders_examples import (
    PAID,
    Decision,
    accept,
    cancel,
    confirm,
    decline,
    deliver,
    dispatch,
    expire,
    folded,
    placed,
    reject,
    settle,
)

from kernel.domain.errors import KernelError
from orders.adapters.codecs import OWN
from orders.domain.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDeclined,
    OrderDelivered,
    OrderExpired,
    OrderRejected,
)
from orders.domain.order import ENDED, Order
from orders.domain.words import Stage

ENDS = (OrderCancelled, OrderCompleted, OrderDeclined, OrderExpired, OrderRejected)
DECISIONS: tuple[Callable[[Order], Decision], ...] = (
    confirm,
    reject,
    accept,
    decline,
    dispatch,
    deliver,
    lambda order: deliver(order, code_is_right=False),
    cancel,
    settle,
    lambda order: settle(order, replace(PAID, collection_id="part", remaining_due_idr=1)),
    *(lambda order, stage=stage: expire(order, stage) for stage in Stage),
)
THE_WAY = (confirm, accept, dispatch, deliver, settle)
# Weighted towards the way of an order, or few random walks would ever reach a hand-over.
STEPS = st.one_of(st.sampled_from(THE_WAY), st.sampled_from(DECISIONS))
WALKS = st.lists(STEPS, max_size=30)


@given(WALKS)
def test_any_accepted_history_replays(walk: list[Callable[[Order], Decision]]) -> None:
    history = [placed()]
    order = folded(history)
    for decide in walk:
        before = order
        try:
            events = decide(order)
        except KernelError:
            continue
        history += events  # type: ignore[arg-type]
        order = folded(history)
        assert before.status not in ENDED or order.status is before.status

    stored = [OWN.decode(OWN.name(event), OWN.encode(event)) for event in history]

    assert stored == history
    assert folded(stored) == order  # type: ignore[arg-type]
    assert sum(isinstance(event, ENDS) for event in history) == (order.status in ENDED)
    assert sum(isinstance(event, OrderDelivered) for event in history) <= 1
    assert order.wrong_codes <= 5
