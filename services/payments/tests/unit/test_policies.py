"""What happens to a payment when something happens to its order."""

import pytest
from payments_examples import (
    ENDINGS,
    EVENING,
    MERCHANT_ID,
    NOON,
    ORDER_ID,
    OWNER,
    PAYMENT_ID,
    TERMS,
    from_orders,
    order_delivered,
    payment_requested,
)
from payments_memory import Payments, payments_with

from kernel.domain.events import Event
from payments.adapters.provider_door import ProviderNotEnabled
from payments.application import policies
from payments.application.foreign import (
    OrderCancelled,
    OrderDelivered,
    OrderExpired,
    PaymentRequested,
)
from payments.application.handlers import ProviderUnsuited
from payments.application.policies import AmountsDisagree
from payments.domain.events import (
    CancelReason,
    LimitChecked,
    PaymentCancelled,
    PaymentDue,
    PaymentReceived,
)
from payments.domain.facts import CollectorRole, Confirmation
from payments.domain.payment import FactChanged, PaymentChanged, PaymentUnknown
from payments.domain.terms import CustodyMode


@pytest.fixture
def payments() -> Payments:
    return payments_with()


def test_a_requested_payment_becomes_due(payments: Payments) -> None:
    payments.hears(payment_requested(rounding_rule_version="down_to_100"))

    [due] = payments.booked
    assert isinstance(due, PaymentDue)
    assert due.amount_due_idr == 25_000
    assert due.collect_by == TERMS.collect_by
    assert (due.merchant_owner_account_id, due.rounding_rule_version) == (OWNER, "down_to_100")


def test_a_limit_testifies_but_does_not_undo_a_confirmed_order(payments: Payments) -> None:
    payments.hears(payment_requested())

    [due] = payments.booked
    assert isinstance(due, PaymentDue)
    assert due.limits_checked == (
        LimitChecked(limit="amount_max", value_idr=20_000, used_idr=25_000),
    )


def test_a_requested_payment_is_booked_when_it_was_requested(payments: Payments) -> None:
    with payments.store.begin() as work, work.scope(from_orders(order_delivered()).caused("test")):
        policies.when_payment_requested(
            from_orders(payment_requested(), at=NOON), work=work, ports=payments.ports
        )

    [recorded] = payments.store.read_after(0, 1)
    assert (recorded.occurred_at, recorded.recorded_at) == (NOON, EVENING)
    assert recorded.stream_id == f"payment-{PAYMENT_ID}"


def test_parts_that_do_not_make_the_sum_are_refused(payments: Payments) -> None:
    with pytest.raises(AmountsDisagree):
        payments.hears(payment_requested(amount_due_idr=25_050))

    assert payments.booked == []


@pytest.mark.parametrize(
    "asked",
    [
        payment_requested(method="va"),
        payment_requested(custody_mode=CustodyMode.COURIER_COLLECTS),
    ],
)
def test_a_provider_is_not_asked_for_what_it_does_not_do(
    payments: Payments, asked: PaymentRequested
) -> None:
    with pytest.raises(ProviderUnsuited):
        payments.hears(asked)


def test_a_payment_through_nobody_is_refused(payments: Payments) -> None:
    with pytest.raises(ProviderNotEnabled):
        payments.hears(payment_requested(provider="bankjatim"))


def test_a_request_that_comes_twice_changes_nothing(payments: Payments) -> None:
    payments.hears(payment_requested(), payment_requested())

    assert len(payments.booked) == 1


def test_a_request_that_comes_again_with_another_sum_is_refused(payments: Payments) -> None:
    payments.hears(payment_requested())

    with pytest.raises(PaymentChanged):
        payments.hears(payment_requested(goods_idr=34_050, amount_due_idr=35_000))


def test_cash_at_the_door_is_a_payment(payments: Payments) -> None:
    payments.hears(payment_requested(), order_delivered())

    [_, received] = payments.booked
    assert isinstance(received, PaymentReceived)
    assert (received.collection_id, received.collected_at) == ("handover", EVENING)
    assert (received.collected_by_id, received.collected_by_role) == (OWNER, CollectorRole.MERCHANT)
    assert (received.order_id, received.placed_at) == (ORDER_ID, TERMS.placed_at)
    assert received.delivered_at == EVENING


def test_a_seller_without_an_account_collects_under_her_own_id(payments: Payments) -> None:
    payments.hears(payment_requested(merchant_owner_account_id=None), order_delivered())

    [_, received] = payments.booked
    assert isinstance(received, PaymentReceived)
    assert received.collected_by_id == MERCHANT_ID


@pytest.mark.parametrize(
    ("delivered", "confirmation"),
    [
        (order_delivered(), Confirmation.CODE),
        (
            order_delivered(code_verified=False, handover_method="buyer_tap"),
            Confirmation.NONE,
        ),
        (
            order_delivered(code_verified=False, handover_method="photo"),
            Confirmation.NONE,
        ),
    ],
)
def test_a_receipt_says_how_the_buyer_confirmed_it(
    payments: Payments, delivered: OrderDelivered, confirmation: Confirmation
) -> None:
    payments.hears(payment_requested(), delivered)

    [_, received] = payments.booked
    assert isinstance(received, PaymentReceived)
    assert received.confirmation is confirmation


def test_delivered_is_not_paid(payments: Payments) -> None:
    payments.hears(payment_requested(), order_delivered(declared_cash_idr=None))

    assert len(payments.booked) == 1


def test_a_delivery_that_comes_twice_is_paid_once(payments: Payments) -> None:
    payments.hears(payment_requested(), order_delivered(), order_delivered())

    assert len(payments.booked) == 2


def test_one_handover_that_tells_two_sums_is_refused(payments: Payments) -> None:
    payments.hears(payment_requested(), order_delivered())

    with pytest.raises(FactChanged):
        payments.hears(order_delivered(declared_cash_idr=24_000))


def test_money_for_a_payment_never_requested_is_refused_and_so_kept_aside(
    payments: Payments,
) -> None:
    with pytest.raises(PaymentUnknown):
        payments.hears(order_delivered())


@pytest.mark.parametrize(
    ("ending", "reason"),
    list(zip(ENDINGS, list(CancelReason)[:3], strict=True)),
)
def test_an_order_that_ends_takes_its_payment_along(
    payments: Payments, ending: Event, reason: CancelReason
) -> None:
    payments.hears(payment_requested(), ending, ending)

    [_, cancelled] = payments.booked
    assert isinstance(cancelled, PaymentCancelled)
    assert cancelled.reason_code is reason


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_end_that_comes_after_the_money_owes_it_back(payments: Payments, ending: Event) -> None:
    payments.hears(payment_requested(), order_delivered(), ending, ending)

    [_, _, cancelled] = payments.booked
    assert isinstance(cancelled, PaymentCancelled)
    assert cancelled.overage_idr == 25_000


@pytest.mark.parametrize("ending", [OrderCancelled(), OrderExpired()])
def test_an_order_that_ends_before_a_payment_was_asked_for_changes_nothing(
    payments: Payments, ending: Event
) -> None:
    payments.hears(ending)

    assert payments.booked == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_end_of_a_payment_never_requested_is_refused(payments: Payments, ending: Event) -> None:
    with pytest.raises(PaymentUnknown):
        payments.hears(ending)


def test_money_that_comes_after_the_end_is_kept_and_owed_back(payments: Payments) -> None:
    payments.hears(payment_requested(), ENDINGS[0], order_delivered())

    received = payments.booked[-1]
    assert isinstance(received, PaymentReceived)
    assert received.overage_idr == 25_000
