"""Goods come back within the window, for their price, and never for more than was paid."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from orders_examples import (
    Step,
    accept,
    accept_back,
    confirm,
    decline_back,
    deliver,
    dispatch,
    expire,
    folded,
    overrule,
    placed,
    receive_back,
    request,
    settle,
    silent_about,
    told,
)
from orders_values import (
    ACCEPT_RETURN,
    ANOTHER_RETURN_ID,
    CART,
    OFFERS,
    PAID,
    RECEIVE_RETURN,
    REQUEST,
    line_of,
)

from kernel.domain.errors import KernelError
from orders.domain.commands import AcceptReturn, DisposedLine, RequestReturn, ReturnedLine
from orders.domain.order import Order
from orders.domain.placed import OrderPlaced
from orders.domain.return_events import ReturnAccepted, ReturnReceived, ReturnRequested
from orders.domain.words import (
    DecidedBy,
    Disposition,
    Resolution,
    ReturnReason,
    ReturnWanted,
    Stage,
)

BOUGHT = (confirm, accept, dispatch, deliver, settle)


def refused(step: Step, order: Order) -> str:
    with pytest.raises(KernelError) as refusal:
        step(order)
    return refusal.value.own_code


def of(*lines: tuple[str, int], **changes: object) -> RequestReturn:
    wanted = tuple(
        ReturnedLine(line_id=line_of(product), quantity=count) for product, count in lines
    )
    return replace(REQUEST, lines=wanted, **changes)  # type: ignore[arg-type]


def asking(command: RequestReturn) -> Step:
    return lambda order: request(order, command)


def accepting(command: AcceptReturn) -> Step:
    return lambda order: accept_back(order, command)


EVERYTHING = of(("rice-5kg", 2), ("snack", 1))


def selling(**changes: object) -> OrderPlaced:
    offers = {
        name: replace(offer, product=replace(offer.product, **changes))  # type: ignore[arg-type]
        for name, offer in OFFERS.items()
    }
    return placed(offers=offers)


def test_a_return_has_a_deadline_for_its_answer() -> None:
    [requested] = request(folded(told(*BOUGHT)))

    assert isinstance(requested, ReturnRequested)
    assert requested.answer_by == datetime(2026, 3, 4, 5, tzinfo=UTC)
    assert requested.within_window
    assert requested.window_rule_version == "working-days-2.1"
    assert [(line.quantity, line.net_base) for line in requested.lines] == [(1, 5_000)]


@pytest.mark.parametrize(
    ("steps", "command", "code"),
    [
        ((confirm,), REQUEST, "order_not_returnable"),
        (BOUGHT, of(), "return_too_much"),
        (BOUGHT, of(("rice-5kg", 3)), "return_too_much"),
        (BOUGHT, of(("rice-5kg", 0)), "return_too_much"),
        ((*BOUGHT, request), of(("rice-5kg", 2), return_id=ANOTHER_RETURN_ID), "return_too_much"),
        (BOUGHT, replace(REQUEST, return_id="one"), "return_id_malformed"),
        (BOUGHT, of(("gold", 1)), "line_unknown"),
        (BOUGHT, replace(REQUEST, reason_code=ReturnReason.CHANGED_MIND), "defects_only"),
    ],
)
def test_what_cannot_come_back_is_refused_by_name(
    steps: tuple[Step, ...], command: RequestReturn, code: str
) -> None:
    assert refused(asking(command), folded(told(*steps))) == code


def test_two_working_days_are_the_window() -> None:
    order = folded(told(*BOUGHT))
    last = datetime(2026, 3, 4, 17, tzinfo=UTC)

    assert len(request(order, at=last - timedelta(seconds=1))) == 1
    assert refused(lambda one: request(one, at=last), order) == "return_window_closed"


@pytest.mark.parametrize(("perishable", "allowed"), [(True, False), (False, True)])
def test_fresh_goods_come_back_for_a_defect_alone(*, perishable: bool, allowed: bool) -> None:
    start = selling(returnable="yes", perishable=perishable)
    order = folded(told(*BOUGHT, start=start))
    undecided = replace(REQUEST, reason_code=ReturnReason.CHANGED_MIND)

    if allowed:
        assert len(request(order, undecided)) == 1
    else:
        assert refused(asking(undecided), order) == "defects_only"
    assert len(request(order)) == 1


def test_the_price_comes_back_and_its_staples_are_named() -> None:
    [accepted] = accept_back(folded(told(*BOUGHT, asking(EVERYTHING))))

    assert isinstance(accepted, ReturnAccepted)
    assert (accepted.resolution, accepted.goods_back) == (Resolution.REFUND, True)
    assert accepted.goods_refund_idr == accepted.refund_idr == 147_100
    assert (accepted.staple_refund_idr, accepted.fee_refund_idr) == (135_100, 0)
    assert [line.refund_idr for line in accepted.lines] == [135_100, 12_000]
    assert accepted.decided_by is DecidedBy.SELLER
    assert accepted.refund_by == datetime(2026, 3, 4, 17, tzinfo=UTC)


def test_the_fee_comes_back_once_and_only_if_it_was_paid() -> None:
    with_fee = replace(ACCEPT_RETURN, refund_fee=True)
    first = told(*BOUGHT, request, lambda order: accept_back(order, with_fee))
    again = of(("snack", 1), return_id=ANOTHER_RETURN_ID)
    second = replace(with_fee, return_id=ANOTHER_RETURN_ID)

    events = [*first, *request(folded(first), again)]
    [accepted] = accept_back(folded(events), second)

    assert isinstance(first[-1], ReturnAccepted)
    assert first[-1].fee_refund_idr == 5_000
    assert isinstance(accepted, ReturnAccepted)
    assert (accepted.goods_refund_idr, accepted.fee_refund_idr) == (12_000, 0)


def test_never_more_than_was_paid_comes_back() -> None:
    part = replace(PAID, amount_received_idr=50_000, remaining_due_idr=102_100)
    unpaid = told(confirm, accept, dispatch, deliver, asking(EVERYTHING))
    half = told(
        confirm, accept, dispatch, deliver, lambda order: settle(order, part), asking(EVERYTHING)
    )

    [nothing] = accept_back(folded(unpaid), replace(ACCEPT_RETURN, refund_fee=True))
    [some] = accept_back(folded(half), replace(ACCEPT_RETURN, refund_fee=True))

    assert isinstance(nothing, ReturnAccepted)
    assert nothing.refund_idr == 0
    assert isinstance(some, ReturnAccepted)
    assert some.refund_idr == sum(line.refund_idr for line in some.lines) == 50_000


def test_what_was_counted_too_much_is_no_price() -> None:
    """Change that is owed back by itself does not come back once more with the goods."""
    start = replace(placed(), delivery_fee_idr=5_050, cash_rounding_idr=-50)
    over = replace(PAID, amount_received_idr=162_100, overage_idr=10_000)
    steps = (confirm, accept, dispatch, deliver, lambda one: settle(one, over))

    [accepted] = accept_back(
        folded(told(*steps, asking(EVERYTHING), start=start)),
        replace(ACCEPT_RETURN, refund_fee=True),
    )

    assert isinstance(accepted, ReturnAccepted)
    assert (accepted.goods_refund_idr, accepted.fee_refund_idr) == (147_100, 5_000)


def test_a_fee_that_nobody_paid_does_not_come_back() -> None:
    """What comes in is for the goods first, and of a fee only what was over."""
    part = replace(PAID, amount_received_idr=149_000, remaining_due_idr=3_100)
    steps = (confirm, accept, dispatch, deliver, lambda one: settle(one, part))
    snack = of(("snack", 1))

    [accepted] = accept_back(
        folded(told(*steps, asking(snack))), replace(ACCEPT_RETURN, refund_fee=True)
    )

    assert isinstance(accepted, ReturnAccepted)
    assert (accepted.goods_refund_idr, accepted.fee_refund_idr) == (12_000, 1_900)


def test_a_part_of_the_price_or_another_piece() -> None:
    order = folded(told(*BOUGHT, asking(EVERYTHING)))
    partly = replace(ACCEPT_RETURN, resolution=Resolution.PARTIAL_REFUND, goods_refund_idr=10_001)
    exchange = replace(ACCEPT_RETURN, resolution=Resolution.EXCHANGE, refund_fee=True)

    [part] = accept_back(order, partly)
    [swap] = accept_back(order, exchange)

    assert isinstance(part, ReturnAccepted)
    assert part.refund_idr == sum(line.refund_idr for line in part.lines) == 10_001
    assert not part.goods_back
    assert isinstance(swap, ReturnAccepted)
    assert (swap.refund_idr, swap.goods_back) == (0, True)
    for impossible in (None, 0, 147_100):
        command = replace(partly, goods_refund_idr=impossible)
        assert refused(accepting(command), order) == "refund_impossible"


def test_silence_is_a_yes_with_the_fee_if_all_of_it_was_bad() -> None:
    [all_of_it] = silent_about(folded(told(*BOUGHT, asking(EVERYTHING))))
    [a_part] = silent_about(folded(told(*BOUGHT, request)))
    swapped = replace(REQUEST, wanted=ReturnWanted.EXCHANGE)
    [swap] = silent_about(folded(told(*BOUGHT, asking(swapped))))

    assert isinstance(all_of_it, ReturnAccepted)
    assert isinstance(a_part, ReturnAccepted)
    assert isinstance(swap, ReturnAccepted)
    assert all_of_it.decided_by is DecidedBy.DEEMED
    assert (all_of_it.fee_refund_idr, a_part.fee_refund_idr) == (5_000, 0)
    assert swap.resolution is Resolution.EXCHANGE
    assert silent_about(folded(told(*BOUGHT))) == ()
    assert silent_about(folded(told(*BOUGHT, request, decline_back))) == ()


def test_only_an_officer_overrules_a_seller() -> None:
    declined = folded(told(*BOUGHT, request, decline_back))
    accepted = folded(told(*BOUGHT, request, accept_back))

    assert refused(accept_back, declined) == "return_not_open"
    [overruled] = overrule(declined)
    assert isinstance(overruled, ReturnAccepted)
    assert overruled.decided_by is DecidedBy.OFFICER
    assert refused(decline_back, accepted) == "return_not_open"
    assert decline_back(declined) == ()
    assert accept_back(accepted) == ()


def test_goods_of_a_declined_return_may_come_back_by_another() -> None:
    again = of(("rice-5kg", 2), return_id=ANOTHER_RETURN_ID)
    events = told(*BOUGHT, request, decline_back, asking(again))

    assert refused(overrule, folded(events)) == "return_too_much"


def test_the_seller_says_what_became_of_the_goods() -> None:
    order = folded(told(*BOUGHT, request, accept_back))
    lost = DisposedLine(line_id=line_of("rice-5kg"), disposition=Disposition.SPOILED)

    [received] = receive_back(order, replace(RECEIVE_RETURN, lines=(lost,)))

    assert isinstance(received, ReturnReceived)
    assert [(line.product_id, line.quantity, line.disposition) for line in received.lines] == [
        ("rice-5kg", 1, Disposition.SPOILED)
    ]
    assert receive_back(folded(told(*BOUGHT, request, accept_back, receive_back))) == ()
    assert refused(receive_back, folded(told(*BOUGHT, request))) == "return_not_expected"
    assert refused(receive_back, folded(told(*BOUGHT))) == "return_not_found"
    kept = replace(ACCEPT_RETURN, resolution=Resolution.REFUND_WITHOUT_RETURN)
    keeping = folded(told(*BOUGHT, request, lambda one: accept_back(one, kept)))
    assert refused(receive_back, keeping) == "return_not_expected"


def test_a_return_lives_on_when_its_order_has_expired() -> None:
    part = replace(PAID, amount_received_idr=100_000, remaining_due_idr=52_100)
    events = told(
        confirm,
        accept,
        dispatch,
        deliver,
        lambda order: settle(order, part),
        request,
        lambda order: expire(order, Stage.COLLECTION),
        accept_back,
    )

    assert isinstance(events[-1], ReturnAccepted)
    assert events[-1].refund_idr == 67_550


@given(st.lists(st.integers(1, 5), min_size=1, max_size=5))
def test_all_pieces_together_cost_what_the_line_cost(parts: list[int]) -> None:
    weight = sum(parts)
    wanted = replace(CART, lines=(replace(CART.lines[0], quantity=weight),))
    due = (67_550 * weight + 5_000) // 100 * 100
    start = placed(replace(wanted, expected_total_idr=due))
    paid = replace(PAID, amount_received_idr=due)
    events = told(
        confirm,
        accept,
        dispatch,
        deliver,
        lambda order: settle(order, paid),
        start=start,
    )
    given_back = 0
    for number, count in enumerate(parts):
        name = f"0195a1c2-0000-4000-8000-0000000000{number:02d}"
        events += request(folded(events), of(("rice-5kg", count), return_id=name))
        [accepted] = accept_back(folded(events), replace(ACCEPT_RETURN, return_id=name))
        events.append(accepted)
        assert isinstance(accepted, ReturnAccepted)
        given_back += accepted.refund_idr

    assert given_back == min(67_550 * weight, due)
