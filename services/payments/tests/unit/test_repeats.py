"""However often, and in whatever order, facts arrive: the money is the same."""

from collections.abc import Sequence

from hypothesis import given, strategies as st
from payments_examples import NOON, cash, due

from payments.domain.facts import ProviderFact
from payments.domain.payment import PAYMENT, Payment, receive

facts = st.lists(st.integers(min_value=1, max_value=30_000), min_size=1, max_size=5).map(
    lambda sums: [cash(amount_idr, ref=f"{n}") for n, amount_idr in enumerate(sums)]
)


def after(told: Sequence[ProviderFact]) -> Payment:
    payment = PAYMENT.evolve(None, due())
    for fact in told:
        for event in receive(payment, fact, at=NOON):
            payment = PAYMENT.evolve(payment, event)
    return payment


@given(st.data(), facts)
def test_facts_in_any_order_come_to_the_same(data: st.DataObject, told: list[ProviderFact]) -> None:
    shuffled = data.draw(st.permutations(told))

    assert after(shuffled) == after(told)


@given(st.data(), facts)
def test_facts_told_many_times_come_to_the_same(
    data: st.DataObject, told: list[ProviderFact]
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(told), max_size=8))

    assert after([*told, *repeats]) == after(told)


@given(facts)
def test_a_payment_is_paid_exactly_when_enough_has_come_in(told: list[ProviderFact]) -> None:
    came_in = sum(fact.amount_idr for fact in told)

    assert after(told).left.total_idr == max(25_000 - came_in, 0)
    assert (after(told).status == "received") == (came_in >= 25_000)
