"""One function per command: institutions, agencies and rules."""

from typing import Any

from compliance.application.authority import acting_person, own_institution
from compliance.application.months import opening_timer
from compliance.application.ports import Ports
from compliance.domain.commands import DefineAgency, EnactPolicy, RegisterInstitution
from compliance.domain.institution import AGENCY, INSTITUTION, agency_id_of, define, register
from compliance.domain.policy import POLICY, enact, policy_id_of
from kernel.application.ports import UnitOfWork
from kernel.domain.ids import new_id
from kernel.domain.wib import business_date

Result = dict[str, Any]


def register_institution(command: RegisterInstitution, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    institution_id = new_id()
    events = register(command, institution_id=institution_id, today=business_date(work.now))
    work.add(INSTITUTION, institution_id, events, new=True)
    return {"institution_id": institution_id}


def define_agency(command: DefineAgency, *, work: UnitOfWork, ports: Ports) -> Result:
    del ports
    own_institution(command.institution_id, work=work)
    agency_id = agency_id_of(command.institution_id, command.agency_code.strip())
    above = command.parent_agency_id
    events = define(
        work.get(AGENCY, agency_id),
        command,
        parent=work.get(AGENCY, above) if above else None,
        today=business_date(work.now),
    )
    work.add(AGENCY, agency_id, events)
    return {"agency_id": agency_id}


def enact_policy(command: EnactPolicy, *, work: UnitOfWork, ports: Ports) -> Result:
    own_institution(command.institution_id, work=work)
    ports.books.hold(command.institution_id)
    policy_id = policy_id_of(command.institution_id)
    opened = ports.periods.opened(command.institution_id)
    events = enact(
        work.get(POLICY, policy_id),
        command,
        approver_id=acting_person(work),
        opened_until=opened[-1].period if opened else None,
    )
    work.add(POLICY, policy_id, events)
    for event in events:
        first = f"{event.effective_from:%Y-%m}"
        work.schedule(opening_timer(command.institution_id, first))
    return {"policy_id": policy_id, "version": work.version(POLICY, policy_id)}
