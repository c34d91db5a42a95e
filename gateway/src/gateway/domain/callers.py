"""Who is calling, and in which of her roles she acts now."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gateway.domain.refusals import Forbidden
from gateway.domain.roles import BOUND, Grant, Role


class RoleMissing(Forbidden):
    code = "role_missing"


class InstitutionForeign(Forbidden):
    code = "institution_foreign"


class AgencyForeign(Forbidden):
    code = "agency_foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What a valid token says about its bearer."""

    account_id: str
    grants: tuple[Grant, ...]
    memberships: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(grant.role) for grant in self.grants))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What the request says about the role it wants to be judged in.

    :param role: the role to act in; None: the first that may
    :param institution_id: the institution whose affairs it names, if it names one
    :param agency_id: the unit it names, if it names one
    """

    role: Role | None = None
    institution_id: str | None = None
    agency_id: str | None = None


def acting(caller: Caller, allowed: AbstractSet[Role], wish: Wish) -> Grant:
    """
    Return the grant the caller acts under: the first of hers that may do this.

    :raises RoleMissing: none of her roles may, or not the one she wants to act in
    :raises InstitutionForeign: her role is held within another institution
    :raises AgencyForeign: a unit head asks about a unit that is not hers
    """
    fitting = [grant for grant in caller.grants if grant.role in allowed]
    if wish.role is not None:
        fitting = [grant for grant in fitting if grant.role is wish.role]
    if not fitting:
        raise RoleMissing(f"this needs one of the roles {', '.join(sorted(allowed))}")
    near = [grant for grant in fitting if _of_the_institution(grant, wish)]
    if not near:
        raise InstitutionForeign("your role is held within another institution")
    own = [grant for grant in near if _of_the_unit(grant, wish)]
    if not own:
        raise AgencyForeign("a unit head sees the members of her own unit")
    return own[0]


def _of_the_institution(grant: Grant, wish: Wish) -> bool:
    if wish.institution_id is None or grant.role not in BOUND:
        return True
    return grant.institution_id == wish.institution_id


def _of_the_unit(grant: Grant, wish: Wish) -> bool:
    return wish.agency_id is None or grant.agency_id in {None, wish.agency_id}
