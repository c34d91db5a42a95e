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
# These act for one institution, and see nothing of another.
BOUND = frozenset({Role.POLICY_OFFICER, Role.HR_OFFICER, Role.UNIT_HEAD})
# The first operator is there before any institution.
_MAY_LACK_INSTITUTION = SELF_ASKED | {Role.OPERATOR}


class InstitutionMissing(Invalid):
    code = "institution_missing"


class AgencyMisplaced(Invalid):
    code = "agency_misplaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """
    A role held by an account.

    :param agency_id: the one unit whose members a unit head may see; of no other role
    """

    role: Role
    institution_id: str | None = None
    agency_id: str | None = None


def checked(grant: Grant) -> Grant:
    """
    Return the grant if it is complete.

    :raises InstitutionMissing: an officer belongs to an institution
    :raises AgencyMisplaced: a unit head needs an agency, and nobody else has one
    """
    if grant.institution_id is None and grant.role not in _MAY_LACK_INSTITUTION:
        raise InstitutionMissing(f"the role {grant.role} is held within an institution")
    if (grant.agency_id is not None) is not (grant.role is Role.UNIT_HEAD):
        raise AgencyMisplaced("a unit head has an agency, and nobody else has one")
    return grant
