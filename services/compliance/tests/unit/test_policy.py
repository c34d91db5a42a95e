"""The rule: who may make it, from when it binds, and what it asks for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from compliance_money import assigned
from compliance_people import CITY, DOCUMENT, ENACT, FEBRUARY, JANUARY, MARCH, enacted
from hypothesis import given, strategies as st

from compliance.domain.commands import EnactPolicy
from compliance.domain.policy import (
    POLICY,
    DrafterIsApprover,
    EarlierThanCurrentVersion,
    NoPolicyInForce,
    PeriodAlreadyOpen,
    Policy,
    RetroactiveDuty,
    enact,
    policy_id_of,
)
from compliance.domain.policy_document import PolicyMalformed, Target, amount_of, target
from compliance.domain.policy_events import PolicyDocument, PolicyEnacted
from compliance.domain.words import AgencyRule, EmploymentStatus, LegalBasisKind, Rounding
from kernel.domain.errors import KernelError
from kernel.testing.scenarios import Scenario

MONEY = st.integers(0, 1_000_000_000)
PERCENTS = st.integers(1, 10_000)
STEPS = {Rounding.NONE: 1, Rounding.CEIL_100: 100, Rounding.CEIL_1000: 1_000}


def owed_by(document: PolicyDocument, tpp_ceiling_idr: int) -> Target:
    amount = amount_of(document, assigned(tpp_ceiling_idr=tpp_ceiling_idr))
    assert amount is not None
    return target(document, amount)


@st.composite
def documents(draw: st.DrawFn, *, capped: bool | None = None) -> PolicyDocument:
    floor = draw(st.integers(0, 10_000_000))
    with_cap = draw(st.booleans()) if capped is None else capped
    return replace(
        DOCUMENT,
        percent_bp=draw(PERCENTS),
        floor_idr=floor,
        cap_idr=floor + draw(st.integers(0, 10_000_000)) if with_cap else None,
        rounding=draw(st.sampled_from(Rounding)),
    )


def enacting(
    command: EnactPolicy,
    policy: Policy | None = None,
    *,
    approver_id: str = "approver",
    opened_until: str | None = None,
) -> tuple[PolicyEnacted, ...]:
    return enact(policy, command, approver_id=approver_id, opened_until=opened_until)


def refused(kind: type[KernelError], command: EnactPolicy, **rest: Any) -> str:
    with pytest.raises(kind) as refusal:
        enacting(command, **rest)
    return refusal.value.own_code


def test_a_first_version_is_enacted_whole() -> None:
    [event] = enacting(ENACT)

    assert event == PolicyEnacted(
        policy_id=policy_id_of(CITY),
        institution_id=CITY,
        version=1,
        document=DOCUMENT,
        document_sha256=event.document_sha256,
        schema_version="2",
        legal_basis="Perwali 1/2026",
        legal_basis_kind=LegalBasisKind.PERWALI,
        effective_from=JANUARY,
        effective_to=None,
        announced_on=date(2025, 12, 1),
        drafted_by="drafter",
        approved_by="approver",
        supersedes=None,
        counting_basis=DOCUMENT.counting_basis,
        late_collection_days=5,
        agency_rule=AgencyRule.LAST_DAY,
        delivery_fee_counts=False,
        related_party_rule=DOCUMENT.related_party_rule,
    )
    assert len(event.document_sha256) == 64


def test_the_next_version_supersedes_the_one_before() -> None:
    policy = enacted()

    [event] = enacting(replace(ENACT, effective_from=MARCH), policy)

    assert (event.version, event.supersedes) == (2, 1)


def test_the_hash_tells_documents_apart() -> None:
    rules = [enacted(), enacted(percent_bp=1_001), enacted(cap_idr=500_000), enacted()]

    hashes = [rule.version(1).document_sha256 for rule in rules]

    assert hashes[0] == hashes[3]
    assert len(set(hashes)) == 3


def test_the_same_rule_enacted_again_changes_nothing() -> None:
    policy = enacted()

    assert enacting(ENACT, policy) == ()
    assert enacting(ENACT, policy, opened_until="2026-02") == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"document": replace(DOCUMENT, percent_bp=2_000)},
        {"legal_basis": "Perwali 2/2026"},
        {"effective_from": FEBRUARY},
    ],
)
def test_a_rule_that_says_something_else_is_a_new_version(changes: dict[str, Any]) -> None:
    [event] = enacting(replace(ENACT, **changes), enacted())

    assert event.version == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"percent_bp": 0},
        {"percent_bp": -1},
        {"percent_bp": 10_001},
        {"floor_idr": -1},
        {"cap_idr": 299_999},
        {"cut_off_working_days": 0},
        {"cut_off_working_days": 21},
        {"statuses_in_scope": ()},
    ],
)
def test_a_document_that_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    command = replace(ENACT, document=replace(DOCUMENT, **changes))

    assert refused(PolicyMalformed, command) == "policy_malformed"


@pytest.mark.parametrize(
    "changes",
    [
        {"percent_bp": 1},
        {"percent_bp": 10_000},
        {"floor_idr": 0},
        {"cap_idr": 300_000},
        {"cut_off_working_days": 1},
        {"cut_off_working_days": 20},
        {"agency_rule": AgencyRule.FIRST_DAY},
        {"statuses_in_scope": (EmploymentStatus.ACTIVE,)},
    ],
)
def test_the_ends_of_each_range_make_a_rule(changes: dict[str, Any]) -> None:
    document = replace(DOCUMENT, **changes)

    assert enacting(replace(ENACT, document=document))[0].document == document


def test_a_rule_begins_on_the_first_day_of_a_month() -> None:
    command = replace(ENACT, effective_from=date(2026, 1, 2))

    assert refused(PolicyMalformed, command) == "policy_malformed"


def test_one_person_alone_may_not_make_a_rule() -> None:
    assert refused(DrafterIsApprover, ENACT, approver_id="drafter") == "drafter_is_approver"


def test_a_rule_may_not_bind_before_it_is_announced() -> None:
    late = replace(ENACT, announced_on=date(2026, 1, 2))

    assert refused(RetroactiveDuty, late) == "retroactive_duty"
    assert enacting(replace(ENACT, announced_on=JANUARY))


def test_a_version_does_not_begin_before_the_one_it_follows() -> None:
    policy = enacted(effective_from=MARCH)

    earlier = replace(ENACT, effective_from=FEBRUARY)
    code = refused(EarlierThanCurrentVersion, earlier, policy=policy)

    assert code == "earlier_than_current_version"


@pytest.mark.parametrize("begins", [JANUARY, FEBRUARY])
def test_a_month_that_is_open_keeps_its_rule(begins: date) -> None:
    command = replace(ENACT, effective_from=begins)

    assert refused(PeriodAlreadyOpen, command, opened_until="2026-02") == "period_already_open"


def test_the_month_after_the_open_one_may_have_a_new_rule() -> None:
    assert enacting(replace(ENACT, effective_from=MARCH), opened_until="2026-02")


def test_that_no_rule_is_in_force_has_a_code_of_its_own() -> None:
    assert NoPolicyInForce().own_code == "no_policy_in_force"


def test_a_month_is_judged_by_the_version_that_has_begun_by_then() -> None:
    policy = enacted(enacted(effective_from=FEBRUARY), effective_from=MARCH)

    versions = [policy.in_force(f"2026-{month:02d}") for month in (1, 2, 3, 12)]

    assert [one and one.version for one in versions] == [None, 1, 2, 2]


def test_of_two_versions_from_one_day_the_later_is_in_force() -> None:
    policy = enacted(enacted(), percent_bp=2_000)

    in_force = policy.in_force("2026-01")

    assert in_force
    assert in_force == policy.version(2)
    assert Scenario(POLICY).given(*policy.versions).state == policy


@pytest.mark.parametrize(
    ("tpp_ceiling_idr", "target_idr"),
    [
        (8_000_000, 800_000),
        (2_500_000, 300_000),
        (3_000_000, 300_000),
        (10_400_000, 1_040_000),
    ],
)
def test_bojonegoro_asks_a_tenth_and_at_least_300_000(
    tpp_ceiling_idr: int, target_idr: int
) -> None:
    assert owed_by(DOCUMENT, tpp_ceiling_idr).target_idr == target_idr


@pytest.mark.parametrize(
    ("ceiling", "changes", "before", "after"),
    [
        (3_000_001, {"rounding": Rounding.NONE}, 300_001, 300_001),
        (3_000_001, {"rounding": Rounding.CEIL_100}, 300_001, 300_100),
        (3_000_001, {"rounding": Rounding.CEIL_1000}, 300_001, 301_000),
        (8_000_000, {"rounding": Rounding.CEIL_1000}, 800_000, 800_000),
        (8_000_000, {"cap_idr": 500_000}, 500_000, 500_000),
        (5_000_010, {"cap_idr": 500_500}, 500_001, 500_500),
        (0, {"floor_idr": 250}, 250, 1_000),
        (0, {"floor_idr": 0}, 0, 0),
    ],
)
def test_a_target_is_rounded_up_but_not_above_the_cap(
    ceiling: int, changes: dict[str, Any], before: int, after: int
) -> None:
    document = replace(DOCUMENT, **changes)

    assert owed_by(document, ceiling) == Target(before_rounding_idr=before, target_idr=after)


@given(document=documents(), ceiling=MONEY)
def test_a_target_is_never_below_the_floor_nor_above_the_cap(
    document: PolicyDocument, ceiling: int
) -> None:
    owed = owed_by(document, ceiling)

    assert document.floor_idr <= owed.before_rounding_idr <= owed.target_idr
    assert document.cap_idr is None or owed.target_idr <= document.cap_idr


@given(document=documents(capped=False), ceiling=MONEY)
def test_rounding_goes_up_to_a_whole_step_and_by_less_than_one(
    document: PolicyDocument, ceiling: int
) -> None:
    step = STEPS[document.rounding]

    owed = owed_by(document, ceiling)

    assert owed.target_idr % step == 0
    assert 0 <= owed.target_idr - owed.before_rounding_idr < step


@given(document=documents(capped=False), ceiling=MONEY)
def test_before_rounding_a_target_is_the_share_or_the_floor(
    document: PolicyDocument, ceiling: int
) -> None:
    before = owed_by(document, ceiling).before_rounding_idr

    exact = ceiling * document.percent_bp
    is_share = 0 <= before * 10_000 - exact < 10_000
    assert is_share or before == document.floor_idr > exact // 10_000


@given(document=documents(), ceiling=MONEY, more=MONEY)
def test_a_higher_ceiling_never_asks_for_less(
    document: PolicyDocument, ceiling: int, more: int
) -> None:
    assert owed_by(document, ceiling).target_idr <= owed_by(document, ceiling + more).target_idr
