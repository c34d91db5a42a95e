"""A rule that is only written down: somebody else must approve it before it binds anybody."""

from dataclasses import dataclass, replace

from compliance.domain.commands import DraftPolicy, EnactPolicy
from compliance.domain.policy import (
    SCHEMA_VERSION,
    DrafterIsApprover,
    check_rule,
    document_hash,
    policy_id_of,
)
from compliance.domain.policy_events import (
    DraftEvent,
    PolicyApproved,
    PolicyDrafted,
    PolicyDraftWithdrawn,
)
from compliance.domain.words import DraftStatus
from kernel.domain.errors import NotFound, Rejected
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind

_DRAFTED, _APPROVED, _WITHDRAWN = DraftStatus.DRAFTED, DraftStatus.APPROVED, DraftStatus.WITHDRAWN

DRAFT_LIFE = Lifecycle(
    name="policy_draft",
    arrows=(
        Arrow(None, PolicyDrafted, _DRAFTED),
        Arrow(_DRAFTED, PolicyApproved, _APPROVED),
        Arrow(_DRAFTED, PolicyDraftWithdrawn, _WITHDRAWN),
    ),
)


class PolicyDraftNotFound(NotFound):
    code = "policy_draft_not_found"


class PolicyDraftDecided(Rejected):
    code = "policy_draft_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDraft:
    drafted: PolicyDrafted
    status: DraftStatus


def draft(command: DraftPolicy, *, draft_id: str, drafter_id: str) -> tuple[PolicyDrafted]:
    """
    Write a rule down.

    :raises PolicyMalformed: the document contradicts itself, or a date is not a month's first
    """
    check_rule(command)
    drafted = PolicyDrafted(
        draft_id=draft_id,
        policy_id=policy_id_of(command.institution_id),
        institution_id=command.institution_id,
        document=command.document,
        document_sha256=document_hash(command.document),
        schema_version=SCHEMA_VERSION,
        legal_basis=command.legal_basis,
        legal_basis_kind=command.legal_basis_kind,
        effective_from=command.effective_from,
        announced_on=command.announced_on,
        drafted_by=drafter_id,
    )
    return (drafted,)


def approve(
    known: PolicyDraft | None, *, approver_id: str, version: int
) -> tuple[PolicyApproved, ...]:
    """
    Approve the draft, which is then enacted as that version; again changes nothing.

    :raises PolicyDraftNotFound: there is none
    :raises PolicyDraftDecided: it was withdrawn
    :raises DrafterIsApprover: one person alone may not make a rule
    """
    drafted = _undecided(known, unless=_APPROVED)
    if drafted is None:
        return ()
    if drafted.drafted_by == approver_id:
        raise DrafterIsApprover("who drafted a rule may not approve it")
    approved = PolicyApproved(
        draft_id=drafted.draft_id,
        policy_id=drafted.policy_id,
        institution_id=drafted.institution_id,
        version=version,
        document_sha256=drafted.document_sha256,
        drafted_by=drafted.drafted_by,
        approved_by=approver_id,
    )
    return (approved,)


def withdraw(known: PolicyDraft | None, *, by_id: str) -> tuple[PolicyDraftWithdrawn, ...]:
    """
    Give the draft up; again changes nothing.

    :raises PolicyDraftNotFound: there is none
    :raises PolicyDraftDecided: it was approved
    """
    drafted = _undecided(known, unless=_WITHDRAWN)
    if drafted is None:
        return ()
    withdrawn = PolicyDraftWithdrawn(
        draft_id=drafted.draft_id,
        policy_id=drafted.policy_id,
        institution_id=drafted.institution_id,
        withdrawn_by=by_id,
    )
    return (withdrawn,)


def as_command(drafted: PolicyDrafted) -> EnactPolicy:
    """Return the draft as what is enacted."""
    return EnactPolicy(
        institution_id=drafted.institution_id,
        document=drafted.document,
        effective_from=drafted.effective_from,
        legal_basis=drafted.legal_basis,
        legal_basis_kind=drafted.legal_basis_kind,
        announced_on=drafted.announced_on,
        drafted_by_id=drafted.drafted_by,
    )


def evolve(known: PolicyDraft | None, event: DraftEvent) -> PolicyDraft:
    status = known.status if known else None
    if isinstance(event, PolicyDrafted):
        return PolicyDraft(drafted=event, status=DRAFT_LIFE.moved(status, event, _DRAFTED))
    target = _APPROVED if isinstance(event, PolicyApproved) else _WITHDRAWN
    moved = DRAFT_LIFE.moved(status, event, target)
    assert known is not None, "the lifecycle has just seen it"
    return replace(known, status=moved)


def _undecided(known: PolicyDraft | None, *, unless: DraftStatus) -> PolicyDrafted | None:
    if known is None:
        raise PolicyDraftNotFound("there is no such draft")
    if known.status is unless:
        return None
    if known.status is not _DRAFTED:
        raise PolicyDraftDecided(f"the draft is {known.status}")
    return known.drafted


POLICY_DRAFT = Kind("policy_draft", evolve)
