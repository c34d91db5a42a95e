"""Who is calling, and in which of her roles she acts now."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gateway.domain.refusals import Forbidden
from gateway.domain.roles import BOUND, Grant, Role


class RoleMissing(Forbidden):
    code = "role_missing"


class InstitutionForeign(Forbidden):
    code = "institution_foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """
    What a valid token says about its bearer.

    :param session_id: the log-in it comes from; None: another issuer's token
    """

    account_id: str
    grants: tuple[Grant, ...]
    memberships: tuple[str, ...] = ()
    session_id: str | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(grant.role) for grant in self.grants))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What the request says about the role it wants to be judged in.

    :param role: the role to act in; None: the first that may
    :param institution_id: the institution whose affairs it names, if it names one
    """

    role: Role | None = None
    institution_id: str | None = None


def fitting(caller: Caller, allowed: AbstractSet[Role], wish: Wish) -> tuple[Grant, ...]:
    """
    Return the caller's grants that may do this, in the order in which she got them; one at least.

    :raises RoleMissing: none of her roles may, or not the one she wants to act in
    :raises InstitutionForeign: her role is held within another institution
    """
    able = [grant for grant in caller.grants if grant.role in allowed]
    if wish.role is not None:
        able = [grant for grant in able if grant.role is wish.role]
    if not able:
        raise RoleMissing(f"this needs one of the roles {', '.join(sorted(allowed))}")
    near = tuple(grant for grant in able if _of_the_institution(grant, wish))
    if not near:
        raise InstitutionForeign("your role is held within another institution")
    return near


def acting(caller: Caller, allowed: AbstractSet[Role], wish: Wish) -> Grant:
    """
    Return the grant the caller acts under: the first of hers that may do this.

    :raises RoleMissing: none of her roles may, or not the one she wants to act in
    :raises InstitutionForeign: her role is held within another institution
    """
    return fitting(caller, allowed, wish)[0]


def _of_the_institution(grant: Grant, wish: Wish) -> bool:
    if wish.institution_id is None or grant.role not in BOUND:
        return True
    return grant.institution_id == wish.institution_id
