"""Every arrow of both state machines, and every arrow that must not exist."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from orders_examples import (
    Step,
    accept,
    accept_back,
    confirm,
    decline_back,
    deliver,
    deliver_unseen,
    dispatch,
    fail_next,
    fetched,
    history,
    placed,
    receive_back,
    request,
    settle,
    told,
)
from orders_steps import STEPS

from kernel.domain.events import Event
from kernel.testing.lifecycle_contracts import LifecycleContract
from orders.domain.life import ORDER_LIFE, RETURN_LIFE
from orders.domain.order import ORDER, Order
from orders.domain.words import Status


def of_existing(step: Step) -> Callable[[Order | None], Sequence[Event]]:
    return lambda order: () if order is None else step(order)


class TestOrderLife(LifecycleContract):
    lifecycle = ORDER_LIFE
    kind = ORDER

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        on_its_way = (confirm, accept, dispatch)
        return [
            *(history(status) for status in Status),
            told(*on_its_way, fail_next),
            told(*on_its_way, deliver_unseen),
            told(*on_its_way, deliver, STEPS["settle a part"]),
            told(confirm, accept, start=fetched()),
        ]

    @classmethod
    def acts(cls) -> Mapping[str, Callable[[Any], Sequence[Event]]]:
        place = {"place": lambda order: [placed()] if order is None else ()}
        return place | {name: of_existing(step) for name, step in STEPS.items()}


class TestReturnLife(LifecycleContract):
    lifecycle = RETURN_LIFE
    kind = ORDER

    @classmethod
    def status_of(cls, aggregate: Any) -> Any:
        found = list(aggregate.returns.values()) if aggregate else []
        return found[0].status if found else None

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        bought = (confirm, accept, dispatch, deliver, settle)
        return [
            told(*bought),
            told(*bought, request),
            told(*bought, request, accept_back),
            told(*bought, request, decline_back),
            told(*bought, request, accept_back, receive_back),
        ]

    @classmethod
    def acts(cls) -> Mapping[str, Callable[[Any], Sequence[Event]]]:
        return {name: of_existing(step) for name, step in STEPS.items()}


def test_an_end_has_no_clock_and_all_else_has_one() -> None:
    for status in Status:
        order = told_state(history(status))
        assert (order.clock is None) == (status in ORDER_LIFE.ends | {Status.COMPLETED})


def told_state(events: Sequence[Event]) -> Order:
    state: Order | None = None
    for event in events:
        state = ORDER.evolve(state, event)  # type: ignore[arg-type]
    assert state is not None
    return state
