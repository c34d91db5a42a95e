"""One function per command about institutions and their agencies."""

from typing import Any

from compliance.application.authority import own_institution
from compliance.application.ports import Ports
from compliance.domain.agency import AGENCY, agency_id_of, close, define, move
from compliance.domain.commands import CloseAgency, DefineAgency, MoveAgency, RegisterInstitution
from compliance.domain.institution import INSTITUTION, register
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


def move_agency(command: MoveAgency, *, work: UnitOfWork, ports: Ports) -> Result:
    own_institution(command.institution_id, work=work)
    ports.books.hold(command.institution_id)
    tree = ports.roster.tree(command.institution_id)
    events = move(tree.get(command.agency_id), command, tree=tree)
    work.add(AGENCY, command.agency_id, events)
    return {"agency_id": command.agency_id}


def close_agency(command: CloseAgency, *, work: UnitOfWork, ports: Ports) -> Result:
    own_institution(command.institution_id, work=work)
    ports.books.hold(command.institution_id)
    tree = ports.roster.tree(command.institution_id)
    events = close(tree.get(command.agency_id), command, tree=tree)
    work.add(AGENCY, command.agency_id, events)
    return {"agency_id": command.agency_id}
