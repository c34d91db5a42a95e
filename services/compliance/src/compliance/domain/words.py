"""The closed vocabularies of compliance: what is stored for ever is chosen from a list."""

from enum import StrEnum, auto


class IdentityScheme(StrEnum):
    """By which number an institution knows its people."""

    NIP = auto()
    NIDN = auto()
    EMPLOYEE_NO = auto()


class AgencyKind(StrEnum):
    OPD = auto()
    BAGIAN = auto()
    KECAMATAN = auto()
    KELURAHAN = auto()
    UPTD = auto()
    SCHOOL = auto()
    PUSKESMAS = auto()
    OTHER = auto()


class IdentityKind(StrEnum):
    """What somebody is by law. It comes from HR, never from the digits of a number."""

    PNS = auto()
    CPNS = auto()
    PPPK = auto()
    PPPK_PART_TIME = auto()
    NON_ASN = auto()
    LECTURER = auto()
    EMPLOYEE = auto()


class EmploymentStatus(StrEnum):
    ACTIVE = auto()
    CPNS = auto()
    LEAVE_UNPAID = auto()
    LEAVE_SICK = auto()
    MATERNITY = auto()
    STUDY = auto()
    SECONDED_IN = auto()
    SECONDED_OUT = auto()
    SUSPENDED = auto()
    RETIRED = auto()
    DIED = auto()
    OTHER = auto()


class PositionLevel(StrEnum):
    STAFF = auto()
    FUNCTIONAL = auto()
    ESELON_IV = auto()
    ESELON_III = auto()
    ESELON_II = auto()
    HEAD_OF_AGENCY = auto()
    CAMAT = auto()
    OTHER = auto()


class IdentityCause(StrEnum):
    """Why a member's identity changed; `APPOINTMENT` is a CPNS who became a PNS."""

    NEW_CONTRACT = auto()
    PPPK_TO_PNS = auto()
    APPOINTMENT = auto()
    CORRECTION = auto()
    INSTITUTION_CHANGE = auto()
    OTHER = auto()


class ImportMode(StrEnum):
    """A snapshot names everybody; a delta only those who are new or have changed."""

    SNAPSHOT = auto()
    DELTA = auto()


class ImportStatus(StrEnum):
    REFUSED = auto()
    COMPLETED = auto()


class LeaveReason(StrEnum):
    """Why somebody is no longer on the roster."""

    RETIRED = auto()
    DIED = auto()
    RESIGNED = auto()
    CONTRACT_END = auto()
    MOVED_OUT = auto()
    DISMISSED = auto()
    OTHER = auto()


class MembershipStatus(StrEnum):
    ON_ROSTER = auto()
    LEFT = auto()


class AgencyStatus(StrEnum):
    ACTIVE = auto()
    CLOSED = auto()


class PolicyKind(StrEnum):
    """What the amount of a duty depends on."""

    PERCENT_OF_TPP_CEILING = auto()
    FLAT = auto()
    BY_GRADE = auto()
    BY_POSITION = auto()
    BY_JOB_CLASS = auto()
    BY_TPP_BAND = auto()


class DraftStatus(StrEnum):
    DRAFTED = auto()
    APPROVED = auto()
    WITHDRAWN = auto()


class PolicyStatus(StrEnum):
    ENACTED = auto()
    REPEALED = auto()


class RepealReason(StrEnum):
    REPLACED = auto()
    SUPPLY = auto()
    COURT = auto()
    DECISION = auto()
    OTHER = auto()


class Rounding(StrEnum):
    NONE = auto()
    CEIL_100 = auto()
    CEIL_1000 = auto()


class LegalBasisKind(StrEnum):
    PERWALI = auto()
    INSTRUKSI = auto()
    SURAT_EDARAN = auto()
    APPEAL = auto()
    OTHER = auto()


class CountingBasis(StrEnum):
    """Which moment of a purchase decides its month."""

    PLACED = auto()
    DELIVERED = auto()
    COLLECTED = auto()


class AgencyRule(StrEnum):
    """Which agency answers for a member who moved within the month."""

    FIRST_DAY = auto()
    LAST_DAY = auto()
    MOST_DAYS = auto()
    PRO_RATA = auto()


class RelatedPartyRule(StrEnum):
    COUNT = auto()
    FLAG = auto()
    EXCLUDE = auto()


class OutOfScopeCode(StrEnum):
    TPP_NOT_ELIGIBLE = auto()
    TPP_UNKNOWN = auto()
    EMPLOYMENT_STATUS = auto()
    NO_AMOUNT = auto()  # The rule names none for such a grade, position or job class.
    LEFT = auto()
    OTHER = auto()


class NotCreditedCode(StrEnum):
    DELIVERY_FEE = auto()
    OVER_CEILING = auto()
    CATEGORY = auto()
    SCALE = auto()
    AREA = auto()
    SELLER_SHARE = auto()
    RELATED_PARTY = auto()
    AGENCY_MONEY = auto()
    AFTER_CUT_OFF = auto()
    SURPLUS = auto()
    NO_DUTY = auto()
    OTHER = auto()


class Outcome(StrEnum):
    MET = auto()
    NOT_MET = auto()
    EXEMPT = auto()
    OUT_OF_SCOPE = auto()


class SpendSource(StrEnum):
    MARKETPLACE = auto()
    PROOF = auto()
    AGENCY_PURCHASE = auto()


class Ending(StrEnum):
    """How a purchase came to nothing."""

    REJECTED = auto()
    DECLINED = auto()
    CANCELLED = auto()
    EXPIRED = auto()
    RETURNED = auto()


class ReductionCause(StrEnum):
    """Why a spend is worth less than was recorded, or more."""

    REFUND = auto()
    CORRECTION = auto()
    DISPUTE = auto()
    OTHER = auto()


class AdjustmentCause(StrEnum):
    """Why a duty is another one than when it was opened."""

    TRANSFER = auto()
    STATUS = auto()
    TPP_CORRECTION = auto()
    POLICY_CHANGE = auto()
    EXEMPTION = auto()
    LATE_IMPORT = auto()
    SUPPLY_EASING = auto()
    DECISION = auto()
    OTHER = auto()


class ConsequenceKind(StrEnum):
    REWARD = auto()
    NOTICE = auto()
    RECOMMENDATION = auto()


class GroundCode(StrEnum):
    """What was missing."""

    AMOUNT = auto()
    STAPLES = auto()
    OTHER = auto()


class Fault(StrEnum):
    BUYER = auto()
    SELLER = auto()
    PLATFORM = auto()
    NONE = auto()
    OTHER = auto()


class PeriodStatus(StrEnum):
    OPEN = auto()
    CLOSING = auto()
    CLOSED = auto()


class IssuingStatus(StrEnum):
    ISSUING = auto()
    ISSUED = auto()


class ObligationStatus(StrEnum):
    IN_SCOPE = auto()
    OUT_OF_SCOPE = auto()


class SpendStatus(StrEnum):
    RECORDED = auto()
    CREDITED = auto()
    REVERSED = auto()
