"""One function per command about an institution's rule."""

from typing import Any

from compliance.application.authority import acting_person, own_institution
from compliance.application.month_timers import opening_timer
from compliance.application.ports import Ports
from compliance.domain.commands import (
    ApprovePolicy,
    DraftPolicy,
    EnactPolicy,
    RepealPolicy,
    WithdrawPolicyDraft,
)
from compliance.domain.policy import POLICY, enact, policy_id_of, repeal
from compliance.domain.policy_draft import (
    POLICY_DRAFT,
    PolicyDraft,
    PolicyDraftNotFound,
    approve,
    as_command,
    draft,
    withdraw,
)
from kernel.application.ports import UnitOfWork
from kernel.domain.ids import derived_id

Result = dict[str, Any]


def draft_policy(command: DraftPolicy, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    own_institution(command.institution_id, work=work)
    # Asked again under the same key it is the same draft.
    draft_id = derived_id("policy_draft", command.institution_id, work.context.command_id)
    events = draft(command, draft_id=draft_id, drafter_id=acting_person(work))
    if work.get(POLICY_DRAFT, draft_id) is None:
        work.add(POLICY_DRAFT, draft_id, events)
    return {"draft_id": draft_id}


def approve_policy(command: ApprovePolicy, *, work: UnitOfWork, ports: Ports) -> Result:
    """Approve a draft, which enacts it in the same moment."""
    known = _own_draft(command.institution_id, command.draft_id, work=work)
    ports.books.hold(command.institution_id)
    approver_id = acting_person(work)
    if approve(known, approver_id=approver_id, version=0):
        _enact(as_command(known.drafted), draft_id=command.draft_id, work=work, ports=ports)
        version = _enacted(command.institution_id, work=work)["version"]
        approved = approve(known, approver_id=approver_id, version=version)
        work.add(POLICY_DRAFT, command.draft_id, approved)
    return _enacted(command.institution_id, work=work)


def withdraw_policy_draft(
    command: WithdrawPolicyDraft, *, work: UnitOfWork, ports: Ports
) -> Result:
    del ports
    known = _own_draft(command.institution_id, command.draft_id, work=work)
    work.add(POLICY_DRAFT, command.draft_id, withdraw(known, by_id=acting_person(work)))
    return {"draft_id": command.draft_id}


def enact_policy(command: EnactPolicy, *, work: UnitOfWork, ports: Ports) -> Result:
    """Enact a rule that somebody else has drafted on paper."""
    own_institution(command.institution_id, work=work)
    ports.books.hold(command.institution_id)
    _enact(command, draft_id=None, work=work, ports=ports)
    return _enacted(command.institution_id, work=work)


def repeal_policy(command: RepealPolicy, *, work: UnitOfWork, ports: Ports) -> Result:
    own_institution(command.institution_id, work=work)
    ports.books.hold(command.institution_id)
    policy_id = policy_id_of(command.institution_id)
    events = repeal(
        work.get(POLICY, policy_id),
        command,
        repealer_id=acting_person(work),
        opened_until=_opened_until(command.institution_id, ports),
    )
    work.add(POLICY, policy_id, events)
    return _enacted(command.institution_id, work=work)


def _enact(command: EnactPolicy, *, draft_id: str | None, work: UnitOfWork, ports: Ports) -> None:
    policy_id = policy_id_of(command.institution_id)
    events = enact(
        work.get(POLICY, policy_id),
        command,
        approver_id=acting_person(work),
        opened_until=_opened_until(command.institution_id, ports),
        draft_id=draft_id,
    )
    work.add(POLICY, policy_id, events)
    for event in events:
        first = f"{event.effective_from:%Y-%m}"
        work.schedule(opening_timer(command.institution_id, first))


def _enacted(institution_id: str, *, work: UnitOfWork) -> Result:
    policy_id = policy_id_of(institution_id)
    policy = work.get(POLICY, policy_id)
    return {"policy_id": policy_id, "version": len(policy.versions) if policy else 0}


def _own_draft(institution_id: str, draft_id: str, *, work: UnitOfWork) -> PolicyDraft:
    own_institution(institution_id, work=work)
    known: PolicyDraft | None = work.get(POLICY_DRAFT, draft_id)
    if known is None or known.drafted.institution_id != institution_id:
        raise PolicyDraftNotFound("there is no such draft")
    return known


def _opened_until(institution_id: str, ports: Ports) -> str | None:
    opened = ports.periods.opened(institution_id)
    return opened[-1].period if opened else None
