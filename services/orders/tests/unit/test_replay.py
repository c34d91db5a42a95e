"""Whatever is decided in whatever order: history replays, and always ends or has a clock."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, strategies as st
from orders_examples import (
    Step,
    accept,
    agree,
    change,
    confirm,
    deliver,
    deliver_unseen,
    dispatch,
    dispute,
    fail,
    fetched,
    folded,
    placed,
    request,
    settle,
)
from orders_steps import STEPS
from orders_values import FAILED, HAND_OVER, NOON, ONE, PAID

from kernel.domain.errors import KernelError
from orders.adapters.codecs import OWN
from orders.domain.events import OrderDelivered, OrderEvent
from orders.domain.order import ENDED
from orders.domain.placed import OrderPlaced
from orders.domain.words import ReturnStatus, Status

THE_WAY = (confirm, accept, dispatch, deliver, deliver_unseen, settle, agree, request)
SOON = replace(FAILED, next_attempt_at=NOON + ONE)
MORE: tuple[Step, ...] = (
    lambda order: deliver(order, replace(HAND_OVER, code="1"), code_is_right=False),
    lambda order: settle(order, replace(PAID, collection_id="part", remaining_due_idr=1)),
    lambda order: settle(order, replace(PAID, collection_id="over", overage_idr=500)),
    lambda order: fail(order, replace(SOON, attempt_no=order.failed_attempts + 1)),
)
# Weighted towards the way of an order, or few random walks would ever reach a hand-over.
ACTS = st.one_of(st.sampled_from(THE_WAY), st.sampled_from((*STEPS.values(), *MORE)))


@given(st.sampled_from([placed(), fetched()]), st.lists(ACTS, max_size=40))
def test_any_accepted_history_replays_and_never_stands_still(
    start: OrderPlaced, walk: list[Step]
) -> None:
    events: list[OrderEvent] = [start]
    order = folded(events)
    for act in walk:
        before = order
        try:
            decided = act(order)
        except KernelError:
            continue
        events += decided
        order = folded(events)
        assert before.status not in ENDED or order.status is before.status
        assert (order.clock is None) == (order.status in ENDED)

    stored = [OWN.decode(OWN.name(event), OWN.encode(event)) for event in events]
    assert stored == events
    assert folded(stored) == order  # type: ignore[arg-type]
    assert sum(isinstance(event, OrderDelivered) for event in events) <= 1
    assert order.wrong_codes <= 5
    assert order.failed_attempts <= 3
    granted = [one.accepted for one in order.returns.values() if one.accepted]
    assert sum(one.refund_idr for one in granted) <= max(order.money.received_idr, 0)
    assert all(one.accepted for one in order.returns.values() if one.status in
               (ReturnStatus.ACCEPTED, ReturnStatus.RECEIVED))  # fmt: skip


@given(st.sampled_from([placed(), fetched()]), st.lists(ACTS, max_size=25))
def test_whatever_is_said_twice_is_said_once(start: OrderPlaced, walk: list[Step]) -> None:
    numbered = {STEPS["fail"], STEPS["dispatch again"], STEPS["deliver with a wrong code"], *MORE}
    order = folded([start])
    events: list[OrderEvent] = [start]
    for act in walk:
        try:
            decided = act(order)
        except KernelError:
            continue
        events += decided
        order = folded(events)
        if act not in numbered:
            try:
                assert act(order) == ()
            except KernelError:
                # A new act by the same name would be refused; nothing has changed either way.
                assert folded(events) == order


FACTS: Mapping[str, Step] = {
    "received": settle,
    "agreed": agree,
    "disputed": dispute,
    "resolved": change,
}


@given(st.permutations(list(FACTS)), st.booleans())
def test_facts_of_payments_end_the_same_in_whatever_order(
    names: list[str],
    with_code: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    hand_over = deliver if with_code else deliver_unseen
    events: list[OrderEvent] = [placed()]
    for step in (confirm, accept, dispatch, hand_over, *(FACTS[name] for name in names)):
        events += step(folded(events))
    for name in names:
        assert FACTS[name](folded(events)) == ()

    order = folded(events)

    assert order.status is Status.COMPLETED
    assert order.money.received_idr == PAID.amount_received_idr
    assert order.money.remaining_idr == 0
    assert order.money.disputes == frozenset()
