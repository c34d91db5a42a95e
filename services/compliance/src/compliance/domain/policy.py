"""The rule of an institution, version after version, each from the first day of a month."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from compliance.domain.commands import DraftPolicy, EnactPolicy, RepealPolicy
from compliance.domain.policy_document import PolicyMalformed, check_document
from compliance.domain.policy_events import (
    PolicyDocument,
    PolicyEnacted,
    PolicyEvent,
    PolicyRepealed,
)
from compliance.domain.words import PolicyStatus
from kernel.domain.errors import Rejected
from kernel.domain.ids import derived_id
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind
from kernel.domain.wib import first_day

SCHEMA_VERSION = "2"
_ENACTED, _REPEALED = PolicyStatus.ENACTED, PolicyStatus.REPEALED

POLICY_LIFE = Lifecycle(
    name="policy",
    arrows=(
        Arrow(None, PolicyEnacted, _ENACTED),
        Arrow(_ENACTED, PolicyEnacted, _ENACTED, "next version"),
        Arrow(_ENACTED, PolicyRepealed, _REPEALED),
        Arrow(_REPEALED, PolicyEnacted, _ENACTED),
    ),
)


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
    """
    All versions, in the order of their enactment, which is also that of their start.

    :param repealed: by the number of a version, the last day on which it is in force
    """

    versions: tuple[PolicyEnacted, ...]
    status: PolicyStatus = PolicyStatus.ENACTED
    repealed: tuple[PolicyRepealed, ...] = ()

    def in_force(self, period: str) -> PolicyEnacted | None:
        """Return the version by which that month is judged."""
        begin = first_day(period)
        started = [one for one in self.versions if one.effective_from <= begin]
        current = started[-1] if started else None
        ended = current and any(
            one.version == current.version and one.effective_to < begin for one in self.repealed
        )
        return None if ended else current

    def version(self, number: int) -> PolicyEnacted:
        """Return the version of that number, counted from 1."""
        return self.versions[number - 1]


def policy_id_of(institution_id: str) -> str:
    """Return the id of the one rule that an institution has."""
    return derived_id("policy", institution_id)


def enact(
    policy: Policy | None,
    command: EnactPolicy,
    *,
    approver_id: str,
    opened_until: str | None,
    draft_id: str | None = None,
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
    check_rule(command)
    current = policy.versions[-1] if policy else None
    event = _enacted(command, current, approver_id=approver_id, draft_id=draft_id)
    if policy and policy.status is _ENACTED and _said(policy.versions[-1]) == _said(event):
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


def repeal(
    policy: Policy | None, command: RepealPolicy, *, repealer_id: str, opened_until: str | None
) -> tuple[PolicyRepealed, ...]:
    """
    Let the rule end with a month; the same again changes nothing.

    :raises NoPolicyInForce: there is no rule to be repealed
    :raises PolicyMalformed: the last day is not that of a month, or the rule begins after it
    :raises PeriodAlreadyOpen: people already have a duty for a later month
    """
    if policy is None:
        raise NoPolicyInForce("there is no rule")
    if policy.status is _REPEALED:
        if policy.repealed[-1].effective_to == command.effective_to:
            return ()
        raise NoPolicyInForce("the rule has been repealed")
    current = policy.versions[-1]
    following = command.effective_to + timedelta(days=1)
    if following.day != 1 or following < current.effective_from:
        raise PolicyMalformed("a rule ends with the last day of a month")
    if opened_until and following <= first_day(opened_until):
        raise PeriodAlreadyOpen(f"the month {opened_until} is already open")
    repealed = PolicyRepealed(
        policy_id=current.policy_id,
        institution_id=current.institution_id,
        version=current.version,
        effective_to=command.effective_to,
        legal_basis=command.legal_basis,
        reason_code=command.reason_code,
        repealed_by=repealer_id,
    )
    return (repealed,)


def check_rule(command: EnactPolicy | DraftPolicy) -> None:
    """
    Check what can be said of a rule by itself.

    :raises PolicyMalformed: the document contradicts itself, or a date is not a month's first
    """
    check_document(command.document)
    if command.effective_from.day != 1:
        raise PolicyMalformed("a rule begins on the first day of a month")


def document_hash(document: PolicyDocument) -> str:
    return sha256(json.dumps(asdict(document), sort_keys=True).encode()).hexdigest()


def evolve(policy: Policy | None, event: PolicyEvent) -> Policy:
    status = policy.status if policy else None
    if isinstance(event, PolicyEnacted):
        moved = POLICY_LIFE.moved(status, event, _ENACTED)
        if policy is None:
            return Policy(versions=(event,), status=moved)
        return replace(policy, versions=(*policy.versions, event), status=moved)
    moved = POLICY_LIFE.moved(status, event, _REPEALED)
    assert policy is not None, "the lifecycle has just seen it"
    return replace(policy, status=moved, repealed=(*policy.repealed, event))


def _enacted(
    command: EnactPolicy,
    current: PolicyEnacted | None,
    *,
    approver_id: str,
    draft_id: str | None,
) -> PolicyEnacted:
    document = command.document
    return PolicyEnacted(
        policy_id=policy_id_of(command.institution_id),
        institution_id=command.institution_id,
        version=current.version + 1 if current else 1,
        document=document,
        document_sha256=document_hash(document),
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
        draft_id=draft_id,
    )


def _said(event: PolicyEnacted) -> tuple[PolicyDocument, str, date]:
    # Not the hash: a document that was hashed before it had its newer fields says the same.
    return event.document, event.legal_basis, event.effective_from


POLICY = Kind("policy", evolve)
