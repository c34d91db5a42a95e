"""The rule of an institution, version after version, each from the first day of a month."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import assert_never

from compliance.domain.commands import EnactPolicy
from compliance.domain.duty_events import PolicyDocument, PolicyEnacted
from compliance.domain.words import AgencyRule, Rounding
from kernel.domain.errors import Invalid, Rejected
from kernel.domain.ids import derived_id
from kernel.domain.streams import Kind
from kernel.domain.wib import first_day

SCHEMA_VERSION = "1"
_WHOLE_BP = 10_000
_WORKING_DAYS = range(1, 21)
_AGENCY_RULES = frozenset({AgencyRule.FIRST_DAY, AgencyRule.LAST_DAY})


class PolicyMalformed(Invalid):
    code = "policy_malformed"


class DrafterIsApprover(Rejected):
    code = "drafter_is_approver"


class RetroactiveDuty(Rejected):
    code = "retroactive_duty"


class PeriodAlreadyOpen(Rejected):
    code = "period_already_open"


class EarlierThanCurrentVersion(Rejected):
    code = "earlier_than_current_version"


class NoPolicyInForce(Rejected):
    code = "no_policy_in_force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All versions, in the order of their enactment, which is also that of their start."""

    versions: tuple[PolicyEnacted, ...]

    def in_force(self, period: str) -> PolicyEnacted | None:
        """Return the version by which that month is judged."""
        begin = first_day(period)
        started = [one for one in self.versions if one.effective_from <= begin]
        return started[-1] if started else None

    def version(self, number: int) -> PolicyEnacted:
        """Return the version of that number, counted from 1."""
        return self.versions[number - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    before_rounding_idr: int
    target_idr: int


def policy_id_of(institution_id: str) -> str:
    """Return the id of the one rule that an institution has."""
    return derived_id("policy", institution_id)


def enact(
    policy: Policy | None, command: EnactPolicy, *, approver_id: str, opened_until: str | None
) -> tuple[PolicyEnacted, ...]:
    """
    Enact the next version; the same again changes nothing.

    :param opened_until: the last month for which obligations have been opened
    :raises PolicyMalformed: the document contradicts itself, or a date is not a month's first
    :raises DrafterIsApprover: one person alone may not make a rule
    :raises RetroactiveDuty: it would bind people before it was announced
    :raises EarlierThanCurrentVersion: it would begin before the version it follows
    :raises PeriodAlreadyOpen: people already have a duty for that month by another version
    """
    _check_document(command.document)
    if command.effective_from.day != 1:
        raise PolicyMalformed("a rule begins on the first day of a month")
    current = policy.versions[-1] if policy else None
    event = _enacted(command, current, approver_id=approver_id)
    if current and _said(current) == _said(event):
        return ()
    if command.drafted_by_id == approver_id:
        raise DrafterIsApprover("who drafted a rule may not approve it")
    if command.announced_on > command.effective_from:
        raise RetroactiveDuty("a rule is announced before it begins")
    if current and command.effective_from < current.effective_from:
        raise EarlierThanCurrentVersion("a later version of the rule does not begin earlier")
    if opened_until and command.effective_from <= first_day(opened_until):
        raise PeriodAlreadyOpen(f"the month {opened_until} is already open")
    return (event,)


def target(document: PolicyDocument, tpp_ceiling_idr: int) -> Target:
    """Return what a member of that TPP ceiling must spend, before and after rounding."""
    share = -(-tpp_ceiling_idr * document.percent_bp // _WHOLE_BP)
    cap = document.cap_idr
    wanted = max(share, document.floor_idr)
    before = wanted if cap is None else min(wanted, cap)
    rounded = _rounded(before, document.rounding)
    return Target(
        before_rounding_idr=before, target_idr=rounded if cap is None else min(rounded, cap)
    )


def evolve(policy: Policy | None, event: PolicyEnacted) -> Policy:
    return Policy(versions=(*policy.versions, event) if policy else (event,))


def _check_document(document: PolicyDocument) -> None:
    if not 0 < document.percent_bp <= _WHOLE_BP:
        raise PolicyMalformed("percent_bp is between 1 and 10,000 basis points")
    if document.floor_idr < 0:
        raise PolicyMalformed("a floor is not negative")
    if document.cap_idr is not None and document.cap_idr < document.floor_idr:
        raise PolicyMalformed("a cap is not below the floor")
    if document.cut_off_working_days not in _WORKING_DAYS:
        raise PolicyMalformed("the cut-off is on the 1st to 20th working day")
    if document.agency_rule not in _AGENCY_RULES:
        raise PolicyMalformed("agency_rule is first_day or last_day")
    if not document.statuses_in_scope:
        raise PolicyMalformed("a rule without anybody in scope is none")


def _enacted(
    command: EnactPolicy, current: PolicyEnacted | None, *, approver_id: str
) -> PolicyEnacted:
    document = command.document
    return PolicyEnacted(
        policy_id=policy_id_of(command.institution_id),
        institution_id=command.institution_id,
        version=current.version + 1 if current else 1,
        document=document,
        document_sha256=_hash(document),
        schema_version=SCHEMA_VERSION,
        legal_basis=command.legal_basis,
        legal_basis_kind=command.legal_basis_kind,
        effective_from=command.effective_from,
        effective_to=None,
        announced_on=command.announced_on,
        drafted_by=command.drafted_by_id,
        approved_by=approver_id,
        supersedes=current.version if current else None,
        counting_basis=document.counting_basis,
        late_collection_days=document.cut_off_working_days,
        agency_rule=document.agency_rule,
        delivery_fee_counts=document.delivery_fee_counts,
        related_party_rule=document.related_party_rule,
    )


def _said(event: PolicyEnacted) -> tuple[str, str, date]:
    return event.document_sha256, event.legal_basis, event.effective_from


def _hash(document: PolicyDocument) -> str:
    return sha256(json.dumps(asdict(document), sort_keys=True).encode()).hexdigest()


def _rounded(amount_idr: int, rounding: Rounding) -> int:
    match rounding:
        case Rounding.NONE:
            return amount_idr
        case Rounding.CEIL_100:
            return -(-amount_idr // 100) * 100
        case Rounding.CEIL_1000:
            return -(-amount_idr // 1000) * 1000
        case _:
            assert_never(rounding)


POLICY = Kind("policy", evolve)
