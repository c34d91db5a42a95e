"""What a rule's document makes of a member, and which documents make no sense."""

from typing import Any

import pytest
from compliance_money import assigned, document

from compliance.domain.policy_document import (
    PolicyMalformed,
    amount_of,
    check_document,
    out_of_scope,
    target,
)
from compliance.domain.policy_events import Band, Consequences, GroupAmount, RewardLevel
from compliance.domain.rule_words import in_words, percent, rupiah
from compliance.domain.words import (
    CountingBasis,
    OutOfScopeCode,
    PolicyKind,
    RelatedPartyRule,
    Rounding,
)

BANDS = (
    Band(above_idr=0, up_to_idr=5, amount_idr=1),
    Band(above_idr=5, up_to_idr=None, amount_idr=2),
)
GRADES = (GroupAmount(group="III", amount_idr=3), GroupAmount(group="III/d", amount_idr=4))


@pytest.mark.parametrize(
    ("kind", "more", "member", "amount"),
    [
        (PolicyKind.FLAT, {"flat_idr": 7}, {}, 7),
        (PolicyKind.BY_GRADE, {"amounts": GRADES}, {"grade": "III/a"}, 3),
        (PolicyKind.BY_GRADE, {"amounts": GRADES}, {"grade": "III/d"}, 4),
        (PolicyKind.BY_GRADE, {"amounts": GRADES}, {"grade": None}, None),
        (
            PolicyKind.BY_JOB_CLASS,
            {"amounts": (GroupAmount(group="14", amount_idr=9),)},
            {"job_class": 14},
            9,
        ),
        (PolicyKind.BY_POSITION, {"amounts": GRADES}, {}, None),
        (PolicyKind.BY_TPP_BAND, {"bands": BANDS}, {"tpp_ceiling_idr": 0}, 1),
        (PolicyKind.BY_TPP_BAND, {"bands": BANDS}, {"tpp_ceiling_idr": 5}, 1),
        (PolicyKind.BY_TPP_BAND, {"bands": BANDS}, {"tpp_ceiling_idr": 6}, 2),
        (PolicyKind.BY_TPP_BAND, {"bands": BANDS}, {"tpp_ceiling_idr": None}, None),
        (PolicyKind.BY_TPP_BAND, {"bands": BANDS[:1]}, {"tpp_ceiling_idr": 6}, None),
        (PolicyKind.PERCENT_OF_TPP_CEILING, {}, {"tpp_ceiling_idr": None}, None),
    ],
)
def test_each_kind_looks_at_its_own_attribute(
    kind: PolicyKind, more: dict[str, Any], member: dict[str, Any], amount: int | None
) -> None:
    assert amount_of(document(kind=kind, **more), assigned(**member)) == amount


def test_who_is_in_no_group_has_no_duty() -> None:
    rule = document(kind=PolicyKind.BY_GRADE, amounts=GRADES)

    assert out_of_scope(rule, assigned(grade="II/a")) is OutOfScopeCode.NO_AMOUNT
    assert out_of_scope(rule, assigned(grade="III/a")) is None
    without_tpp = assigned(grade="III/a", tpp_eligible=False)
    assert out_of_scope(rule, without_tpp) is OutOfScopeCode.TPP_NOT_ELIGIBLE
    assert out_of_scope(document(tpp_eligible_only=False), without_tpp) is None


def test_a_share_of_staples_is_part_of_the_target() -> None:
    assert target(document(staple_min_bp=3_333), 100_000).staple_idr == 33_330
    assert target(document(), 100_000).staple_idr is None


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": PolicyKind.FLAT},
        {"kind": PolicyKind.BY_GRADE},
        {"kind": PolicyKind.BY_GRADE, "amounts": (GRADES[0], GRADES[0])},
        {"kind": PolicyKind.BY_GRADE, "amounts": (GroupAmount(group="I", amount_idr=-1),)},
        {"kind": PolicyKind.BY_TPP_BAND},
        {"kind": PolicyKind.BY_TPP_BAND, "bands": (BANDS[0], BANDS[0])},
        {
            "kind": PolicyKind.BY_TPP_BAND,
            "bands": (Band(above_idr=5, up_to_idr=5, amount_idr=1),),
        },
        {"staple_min_bp": 10_001},
        {"consequences": Consequences(recommend_below_bp=0)},
        {"consequences": Consequences(objection_working_days=0)},
        {"consequences": Consequences(rewards=(RewardLevel(code="a", from_bp=0),))},
        {
            "consequences": Consequences(
                rewards=(RewardLevel(code="a", from_bp=1), RewardLevel(code="a", from_bp=2))
            )
        },
    ],
)
def test_a_document_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(PolicyMalformed):
        check_document(document(**changes))


def test_consequences_may_say_nothing_or_everything() -> None:
    levels = (RewardLevel(code="a", from_bp=10_000), RewardLevel(code="b", from_bp=15_000))

    check_document(document(kind=PolicyKind.FLAT, flat_idr=1))
    check_document(document(consequences=Consequences()))
    check_document(document(consequences=Consequences(rewards=levels, recommend_below_bp=1)))


def test_a_rule_is_told_in_the_words_of_the_people() -> None:
    told = document(
        floor_idr=300_000,
        cap_idr=1_000_000,
        staple_min_bp=2_550,
        related_party_rule=RelatedPartyRule.EXCLUDE,
        seller_scales=("micro", "small"),
        counting_basis=CountingBasis.DELIVERED,
        rounding=Rounding.NONE,
    )

    words = in_words(told)

    for part in ("10%", "Rp300.000", "Rp1.000.000", "25,5%", "micro, small", "diserahkan"):
        assert part in words
    assert "keluarga" in words
    plain = in_words(document(kind=PolicyKind.FLAT, flat_idr=5, delivery_fee_counts=True))
    assert "Rp5" in plain
    assert "Ongkos" not in plain
    assert "golongan" in in_words(document(kind=PolicyKind.BY_GRADE, amounts=GRADES))
    assert (percent(1_000), percent(1), rupiah(0)) == ("10%", "0,01%", "Rp0")
