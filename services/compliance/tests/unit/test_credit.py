"""The judgement on a spend: how much counts, in which month, and why the rest does not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from compliance_ledger import Ledger
from compliance_money import (
    BUDI,
    CUT_OFF,
    DUE,
    FEE,
    GOODS,
    HANDED_OVER,
    MARCH,
    ORDERED,
    PAID,
    RETURN_UNTIL,
    document,
    duty,
    enacted,
    handed_over,
    noted,
    paid,
    spend,
)
from hypothesis import given, strategies as st

from compliance.domain.credit import (
    Counting,
    Duty,
    counted_at,
    counting_of,
    credit_id_of,
    judge,
)
from compliance.domain.policy import Policy
from compliance.domain.policy_events import WORKING
from compliance.domain.purchase_events import NotCredited, SpendCredited, SpendRecorded
from compliance.domain.words import (
    AgencyRule,
    CountingBasis,
    NotCreditedCode,
    RelatedPartyRule,
    Rounding,
)

EXCLUDING = document(related_party_rule=RelatedPartyRule.EXCLUDE)


def judged(one: SpendRecorded, owing: Duty) -> SpendCredited:
    return judge(one, owing, basis=CountingBasis.PLACED)


def test_a_rule_that_says_no_more_counts_goods_by_the_day_of_the_order() -> None:
    rule = document()

    assert (rule.counting_basis, rule.cut_off_working_days) == (CountingBasis.PLACED, 5)
    assert (rule.delivery_fee_counts, rule.cap_idr) == (False, None)
    assert (rule.rounding, rule.related_party_rule) == (Rounding.CEIL_1000, RelatedPartyRule.FLAG)
    assert (rule.agency_rule, rule.statuses_in_scope) == (AgencyRule.LAST_DAY, WORKING)


@pytest.mark.parametrize(
    ("basis", "moment"),
    [
        (CountingBasis.PLACED, ORDERED),
        (CountingBasis.DELIVERED, HANDED_OVER),
        (CountingBasis.COLLECTED, PAID),
    ],
)
def test_each_basis_looks_at_its_own_moment(basis: CountingBasis, moment: datetime) -> None:
    assert counted_at(spend(), basis) == moment


@pytest.mark.parametrize(
    ("basis", "month"),
    [
        (CountingBasis.PLACED, "2026-03"),
        (CountingBasis.DELIVERED, "2026-04"),
        (CountingBasis.COLLECTED, "2026-05"),
    ],
)
def test_the_rule_says_in_which_month_a_spend_counts(basis: CountingBasis, month: str) -> None:
    rule = enacted(document(counting_basis=basis))
    one = spend(
        delivered_at=datetime(2026, 4, 1, tzinfo=UTC), collected_at=datetime(2026, 5, 1, tzinfo=UTC)
    )

    assert counting_of(one, Policy(versions=(rule,))) == Counting(period=month, basis=basis)


def test_a_month_turns_at_midnight_in_malang() -> None:
    midnight = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)
    policy = Policy(versions=(enacted(),))

    before = counting_of(spend(placed_at=midnight - timedelta(microseconds=1)), policy)
    after = counting_of(spend(placed_at=midnight), policy)

    assert (before, after) == (
        Counting(period="2026-03", basis=CountingBasis.PLACED),
        Counting(period="2026-04", basis=CountingBasis.PLACED),
    )


def test_the_rule_on_the_day_of_the_order_says_which_moment_decides() -> None:
    later = enacted(
        document(counting_basis=CountingBasis.COLLECTED),
        version=2,
        effective_from=date(2026, 4, 1),
    )
    one = spend(collected_at=datetime(2026, 4, 2, tzinfo=UTC))

    found = counting_of(one, Policy(versions=(enacted(), later)))

    assert found == Counting(period=MARCH, basis=CountingBasis.PLACED)


@pytest.mark.parametrize(
    "policy", [None, Policy(versions=(enacted(effective_from=date(2026, 4, 1)),))]
)
def test_a_spend_counts_nowhere_without_a_rule_on_its_day(policy: Policy | None) -> None:
    assert counting_of(spend(), policy) is None


def test_a_judgement_names_the_spend_the_duty_and_the_rule() -> None:
    one, owing = spend(), duty(credited_idr=1_000)

    credit = judged(one, owing)

    assert credit.credit_id == credit_id_of(one.spend_id, owing.obligation_id)
    assert (credit.spend_id, credit.order_id, credit.payment_id) == (
        one.spend_id,
        one.order_id,
        one.payment_id,
    )
    assert (credit.obligation_id, credit.membership_id) == (owing.obligation_id, BUDI)
    assert (credit.member_id, credit.period) == ("budi", MARCH)
    assert (credit.counting_basis, credit.counted_at) == (CountingBasis.PLACED, ORDERED)
    assert (credit.policy_id, credit.policy_version) == (owing.period.policy_id, 1)
    assert (credit.gross_idr, credit.balance_after_idr) == (DUE, 1_000 + GOODS)
    assert (credit.provisional_until, credit.credited_quantity_base) == (RETURN_UNTIL, None)


def test_a_delivery_fee_is_not_credited() -> None:
    credit = judged(spend(), duty())

    assert credit.credited_idr == GOODS
    assert credit.not_credited == (NotCredited(code=NotCreditedCode.DELIVERY_FEE, amount_idr=FEE),)


def test_a_delivery_fee_is_credited_if_the_rule_says_so() -> None:
    credit = judged(spend(), duty(document=document(delivery_fee_counts=True)))

    assert (credit.credited_idr, credit.not_credited) == (DUE, ())


def test_nothing_is_held_back_where_there_was_no_fee() -> None:
    credit = judged(spend(delivery_fee_idr=0), duty())

    assert (credit.credited_idr, credit.not_credited) == (DUE, ())


def test_no_more_fee_is_held_back_than_was_paid() -> None:
    credit = judged(spend(paid_idr=400), duty())

    assert credit.credited_idr == 0
    assert credit.not_credited == (NotCredited(code=NotCreditedCode.DELIVERY_FEE, amount_idr=400),)


def test_staples_are_credited_in_their_share_of_the_goods() -> None:
    assert judged(spend(), duty()).credited_staple_idr == 15_000
    # 10,000 of 24,000 of goods, of which 15,000 are staples.
    assert judged(spend(paid_idr=11_000), duty()).credited_staple_idr == 6_250
    assert judged(spend(lines=()), duty()).credited_staple_idr == 0


@given(goods=st.lists(st.integers(0, GOODS), min_size=1, max_size=4))
def test_part_payments_never_credit_more_staples_than_were_bought(goods: list[int]) -> None:
    parts = [min(part, GOODS - sum(goods[:n])) for n, part in enumerate(goods)]
    parts = [max(part, 0) for part in parts]

    credited = [
        judged(spend(paid_idr=part, goods_idr=part, delivery_fee_idr=0), duty()) for part in parts
    ]

    staple = sum(one.credited_staple_idr for one in credited)
    assert staple <= 15_000
    if sum(parts) == GOODS:
        assert staple > 15_000 - len(parts)


@pytest.mark.parametrize(
    ("change", "owing", "code"),
    [
        ({"buyer_kind": "agency"}, duty(), NotCreditedCode.AGENCY_MONEY),
        ({"purchase_purpose": "official"}, duty(), NotCreditedCode.AGENCY_MONEY),
        ({"funding_source": "apbd"}, duty(), NotCreditedCode.AGENCY_MONEY),
        ({}, duty(assessed=True), NotCreditedCode.AFTER_CUT_OFF),
        ({"payment_recorded_at": CUT_OFF}, duty(), NotCreditedCode.AFTER_CUT_OFF),
        ({"related_party": "owner"}, duty(document=EXCLUDING), NotCreditedCode.RELATED_PARTY),
        (
            {"merchant_scale": "medium"},
            duty(document=document(seller_scales=("micro",))),
            NotCreditedCode.SCALE,
        ),
    ],
)
def test_what_is_refused_as_a_whole_says_why(
    change: dict[str, Any], owing: Duty, code: NotCreditedCode
) -> None:
    credit = judged(spend(**change), owing)

    assert credit.not_credited == (NotCredited(code=code, amount_idr=DUE),)
    assert (credit.credited_idr, credit.credited_staple_idr) == (0, 0)
    assert (credit.balance_after_idr, credit.provisional_until) == (0, None)


def test_money_recorded_just_before_the_cut_off_is_in_time() -> None:
    last_moment = spend(payment_recorded_at=CUT_OFF - timedelta(microseconds=1))

    assert judged(last_moment, duty()).credited_idr == GOODS


@pytest.mark.parametrize("rule", [RelatedPartyRule.COUNT, RelatedPartyRule.FLAG])
def test_a_related_seller_counts_unless_the_rule_excludes_it(rule: RelatedPartyRule) -> None:
    owing = duty(document=document(related_party_rule=rule))

    assert judged(spend(related_party="owner"), owing).credited_idr == GOODS


def test_a_rule_against_relatives_does_not_touch_strangers() -> None:
    assert judged(spend(), duty(document=EXCLUDING)).credited_idr == GOODS


@given(
    paid_idr=st.integers(0, 10**9),
    fee_idr=st.integers(0, 10**6),
    at=st.datetimes(datetime(2026, 3, 1), datetime(2026, 5, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    related=st.sampled_from(["none_known", "owner"]),
    funding=st.sampled_from(["own", "apbd"]),
    owing=st.builds(
        duty,
        in_scope=st.booleans(),
        assessed=st.booleans(),
        document=st.builds(
            document,
            delivery_fee_counts=st.booleans(),
            related_party_rule=st.sampled_from(RelatedPartyRule),
        ),
        credited_idr=st.integers(0, 10**9),
    ),
)
def test_what_is_credited_and_what_is_not_add_up_to_what_was_paid(
    *, paid_idr: int, fee_idr: int, at: datetime, related: str, funding: str, owing: Duty
) -> None:
    one = spend(
        paid_idr=paid_idr,
        delivery_fee_idr=fee_idr,
        payment_recorded_at=at,
        related_party=related,
        funding_source=funding,
    )

    credit = judged(one, owing)

    refused = sum(part.amount_idr for part in credit.not_credited)
    assert credit.credited_idr + refused == credit.gross_idr == paid_idr
    assert 0 <= credit.credited_staple_idr <= credit.credited_idr
    assert credit.balance_after_idr == owing.credited_idr + credit.credited_idr


@given(
    seconds=st.integers(-86_400, 86_400),
    closed_first=st.booleans(),
)
def test_a_payment_after_the_cut_off_is_not_credited_but_never_lost(
    *, seconds: int, closed_first: bool
) -> None:
    ledger = Ledger()
    ledger.opens()
    ledger.hears([noted(), handed_over()])

    if closed_first:
        ledger.closes()
    ledger.hears([paid(at=CUT_OFF + timedelta(seconds=seconds))])

    [one], [credit] = ledger.spends, ledger.credits
    in_time = seconds < 0 and not closed_first
    codes = [part.code for part in credit.not_credited]
    assert one.paid_idr == credit.gross_idr == DUE
    assert codes == [NotCreditedCode.DELIVERY_FEE if in_time else NotCreditedCode.AFTER_CUT_OFF]
    assert credit.credited_idr == (GOODS if in_time else 0)
