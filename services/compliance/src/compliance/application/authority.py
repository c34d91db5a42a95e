"""Who may touch an institution's books: its own officers, and operators."""

from compliance.domain.institution import INSTITUTION, Institution, InstitutionNotFound
from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Invalid

OPERATOR = "operator"


class ActorMissing(Invalid):
    code = "actor_missing"


def own_institution(institution_id: str, *, work: UnitOfWork) -> Institution:
    """
    Return the institution.

    :raises InstitutionNotFound: there is none, or it is not the caller's own
    """
    context = work.context
    stranger = context.actor_institution_id != institution_id and context.actor_role != OPERATOR
    institution = None if stranger else work.get(INSTITUTION, institution_id)
    if institution is None:
        raise InstitutionNotFound("there is no such institution")
    return institution


def acting_person(work: UnitOfWork) -> str:
    """
    Return the account that acts.

    :raises ActorMissing: nobody in particular asks for what only a person may decide
    """
    if work.context.actor_id is None:
        raise ActorMissing("this is decided by a person")
    return work.context.actor_id
