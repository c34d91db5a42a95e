"""Facts are recognised again, and receipts are readable and told apart."""

import re
from dataclasses import replace

from hypothesis import given, strategies as st
from payments_examples import EVENING, TODAY, cash

from payments.domain.facts import FactKind, Strength, fact_id, fingerprint
from payments.domain.receipts import receipt_number

READABLE = re.compile(r"KW-20260302(-[0-9A-HJKMNP-TV-Z]{4}){3}")


def test_a_fact_has_one_id_wherever_it_is_made() -> None:
    kind = FactKind.PAYMENT_RECEIVED

    assert fact_id("bank", "4711", kind) == fact_id("bank", "4711", kind)
    assert fact_id("bank", "4711", kind) != fact_id("bank", "4711", FactKind.PAYMENT_PENDING)
    assert fact_id("bank", "4711", kind) != fact_id("bank", "4712", kind)
    assert fact_id("bank", "4711", kind) != fact_id("other", "4711", kind)


def test_the_fingerprint_is_of_what_is_said_and_not_of_how_it_was_learnt() -> None:
    fact = cash(25_000)

    assert fingerprint(replace(fact, strength=Strength.ONE_SIDED)) == fingerprint(fact)
    assert fingerprint(replace(fact, amount_idr=25_001)) != fingerprint(fact)
    assert fingerprint(replace(fact, occurred_at=EVENING.replace(second=1))) != fingerprint(fact)


@given(st.text())
def test_a_receipt_number_can_be_read_out(fact: str) -> None:
    number = receipt_number(fact, TODAY)

    assert READABLE.fullmatch(number)
    assert number == receipt_number(fact, TODAY)


def test_ten_thousand_receipts_of_a_day_have_ten_thousand_numbers() -> None:
    assert len({receipt_number(f"{n}", TODAY) for n in range(10_000)}) == 10_000
