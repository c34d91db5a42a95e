"""What people can be here. A grant is a role within an institution."""

from dataclasses import dataclass
from enum import StrEnum

from kernel.domain.errors import Invalid


class Role(StrEnum):
    BUYER = "buyer"
    MERCHANT = "merchant"
    CATALOG_OFFICER = "catalog_officer"
    POLICY_OFFICER = "policy_officer"
    HR_OFFICER = "hr_officer"
    UNIT_HEAD = "unit_head"
    FINANCE = "finance"
    AUDITOR = "auditor"
    OPERATOR = "operator"


# Anyone may buy, and may ask to sell: whether she does is for the officers who verify sellers.
SELF_ASKED = frozenset({Role.BUYER, Role.MERCHANT})
# Everybody else holds an office of one institution, and sees nothing of another. Operators are
# there before any institution, and serve them all.
BOUND = frozenset(Role) - SELF_ASKED - {Role.OPERATOR}


class InstitutionMissing(Invalid):
    code = "institution_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role held by an account; an office is held within an institution."""

    role: Role
    institution_id: str | None = None


def checked(grant: Grant) -> Grant:
    """
    Return the grant if it is complete.

    :raises InstitutionMissing: an officer belongs to an institution
    """
    if grant.institution_id is None and grant.role in BOUND:
        raise InstitutionMissing(f"the role {grant.role} is held within an institution")
    return grant
