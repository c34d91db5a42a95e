"""Institutions, members, the rule, and who met the duty."""

from marshmallow import fields, validate

from gateway.entrypoints.fields import (
    Answer,
    Body,
    PageQuery,
    Rupiah,
    Whole,
    amount,
    choice,
    code,
    cursor_on,
    day,
    flag,
    identifier,
    kelurahan,
    line,
    many,
    month,
    text,
)
from gateway.entrypoints.schemas.compliance_words import (
    AGENCY_KINDS,
    IDENTITY_CAUSES,
    IDENTITY_KINDS,
    LEAVE_REASONS,
    OUTCOMES,
)

CSV_LENGTH_MAX = 5 * 1024 * 1024


class RegisterInstitutionBody(Body):
    name = line("Its name.", required=True)
    identity_scheme = choice(
        ("nip", "nidn", "employee_no"), "By which number it knows its people.", default="nip"
    )
    kelurahan_code = kelurahan("Where it is.", allow_none=True)
    legal_basis = line("The decree it rests on.", allow_none=True)
    authority_ref = line("The letter on which the operator acts.", longest=100)


class InstitutionAnswer(Answer):
    institution_id = identifier("The institution's id.", required=True)


class DefineAgencyBody(Body):
    institution_id = identifier("Whose unit it is.", required=True)
    agency_code = code("Its code in the personnel files.", required=True)
    name = line("Its name.", required=True)
    kelurahan_code = kelurahan("Where it is.", required=True)
    kind = choice(AGENCY_KINDS, "What kind of unit.", default="opd")
    parent_agency_id = identifier("The unit above it.", allow_none=True)
    legal_basis = line("The decree it rests on.", allow_none=True)
    valid_from = day("Since when; today, if not said.", allow_none=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class MoveAgencyBody(Body):
    institution_id = identifier("Whose unit it is.", required=True)
    parent_agency_id = identifier("The unit above it.", required=True, allow_none=True)
    valid_from = day("From which day on.", required=True)
    legal_basis = line("The decree it rests on.", allow_none=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class CloseAgencyBody(Body):
    institution_id = identifier("Whose unit it is.", required=True)
    valid_to = day("Its last day.", required=True)
    successor_agency_id = identifier("Which unit takes over.", allow_none=True)
    legal_basis = line("The decree it rests on.", allow_none=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class AgencyAnswer(Answer):
    agency_id = identifier("The unit's id.", required=True)


class ImportMembersQuery(Body):
    """For a body of text/csv."""

    institution_id = identifier("Whose members.")
    as_of = day("The day on which the list was true.")
    mode = choice(("snapshot", "delta"), "Everybody, or the changes.", default="snapshot")
    mark_missing_left = flag("Whether whom a snapshot does not name has left.", default=False)
    missing_reason = choice(LEAVE_REASONS, "Why they left.", default="other")
    authority_ref = line("The letter on which the officer acts.", longest=100)


class ImportMembersBody(Body):
    institution_id = identifier("Whose members.", required=True)
    as_of = day("The day on which the list was true.", required=True)
    csv = fields.String(
        required=True,
        validate=[
            validate.Length(1, CSV_LENGTH_MAX),
            Whole(r"^[^\x00]*$", error="Not text."),
        ],
        metadata={
            "description": "The file: employee_number,name,agency_code,identity_kind,"
            "employment_status,grade,position_level,job_class,tpp_eligible,tpp_ceiling_idr"
        },
    )
    mode = choice(("snapshot", "delta"), "Everybody, or the changes.", default="snapshot")
    mark_missing_left = flag("Whether whom a snapshot does not name has left.", default=False)
    missing_reason = choice(LEAVE_REASONS, "Why they left.", default="other")
    authority_ref = line("The letter on which the officer acts.", longest=100)


class ImportedMember(Answer):
    row = fields.Integer(required=True, metadata={"description": "The line of the file."})
    membership_id = identifier("The membership's id.", required=True)


class RefusedRow(Answer):
    row = fields.Integer(required=True, metadata={"description": "The line of the file."})
    code = text("What is wrong.", required=True)
    column = text("In which column.", allow_none=True)


class MemberImportAnswer(Answer):
    """A file with a bad line loads nothing, and says every bad line."""

    batch_id = identifier("The import's id.", required=True)
    rows = fields.Integer(required=True, metadata={"description": "Lines in the file."})
    accepted = fields.Integer(required=True, metadata={"description": "New or changed."})
    refused = fields.Integer(required=True, metadata={"description": "Bad lines."})
    unchanged = fields.Integer(required=True, metadata={"description": "Known as they are."})
    members = many(ImportedMember, "The memberships, by line.")
    refusals = many(RefusedRow, "What is wrong, by line.")


class ChangeMemberIdentityBody(Body):
    institution_id = identifier("Whose member.", required=True)
    employee_number = line("The new number.", required=True, longest=40)
    identity_kind = choice(IDENTITY_KINDS, "What the member is by law.", required=True)
    cause = choice(IDENTITY_CAUSES, "Why it changed.", required=True)
    valid_from = day("Since when.", required=True)
    requested_by_id = identifier("Who requested it; somebody else enters it.", required=True)
    name = line("The name, if it changed too.", allow_none=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class RecordDepartureBody(Body):
    institution_id = identifier("Whose member.", required=True)
    reason = choice(LEAVE_REASONS, "Why.", required=True)
    valid_to = day("The last day on the roster.", required=True)
    decree_ref = line("The decree it rests on.", allow_none=True, longest=100)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class MembershipAnswer(Answer):
    membership_id = identifier("The membership's id.", required=True)


class PeriodBody(Body):
    institution_id = identifier("Whose month.", required=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class PeriodOpenedAnswer(Answer):
    opened = fields.Integer(required=True, metadata={"description": "Duties that were opened."})


class PeriodClosedAnswer(Answer):
    status = text(
        "waiting, until all news from before the cut-off has arrived; closing; or closed.",
        required=True,
    )


class PeriodQuery(Body):
    institution_id = identifier("Whose month.", required=True)


class PeriodAnswer(Answer):
    institution_id = identifier("Whose month.", required=True)
    period = month("The month.", required=True)
    status = text("open or closed.", required=True)
    policy_version = fields.Integer(metadata={"description": "Under which version of the rule."})
    cut_off_at = fields.DateTime(metadata={"description": "Until when cash still counts."})
    counts = fields.Dict(metadata={"description": "How many members, by how it came out."})
    totals = fields.Dict(metadata={"description": "Sums over all members, in whole rupiah."})
    consumed_positions = fields.List(
        fields.Dict(), metadata={"description": "Up to where each service's events were counted."}
    )


class RecomputationAnswer(Answer):
    credits = fields.Integer(required=True, metadata={"description": "Credits there must be."})
    assessments = fields.Integer(required=True, metadata={"description": "Outcomes, likewise."})
    differences = fields.Integer(
        required=True,
        metadata={"description": "How many are stored otherwise: none, if all is well."},
    )


class ObligationQuery(Body):
    institution_id = identifier("In whose service an officer asks, if she has several.")


class ObligationAnswer(Answer):
    membership_id = identifier("Whose duty.", required=True)
    period = month("Which month.", required=True)
    target_idr = amount("How much she has to spend.")
    credited_idr = amount("How much counts.")
    shortfall_idr = amount("How much is missing.")
    pending_idr = Rupiah(metadata={"description": "What may still count: ordered, not yet paid."})
    lost_to_seller_idr = Rupiah(
        metadata={"description": "What would have counted, had its seller not failed."}
    )
    outcome = text("met, not_met, exempt, out_of_scope, or open while the month is.", required=True)
    credits = fields.List(
        fields.Dict(), metadata={"description": "Each purchase that counts, with the rule used."}
    )


class ObligationsQuery(PageQuery):
    institution_id = identifier("Whose members.", required=True)
    period = month("Which month.", required=True)
    agency_id = identifier("Only of this unit.")
    outcome = choice(OUTCOMES, "Only duties that came out so.")


class ObligationSummary(Answer):
    """A unit head sees how much of the duty is met, and nothing of what was bought."""

    membership_id = identifier("Whose duty.", required=True)
    outcome = text("How it came out.", required=True, allow_none=True)


class ObligationsAnswer(Answer):
    items = many(ObligationSummary, "The page.")
    next_cursor = cursor_on()


class InstitutionQuery(Body):
    institution_id = identifier("Whose.", required=True)


class InstitutionPageQuery(PageQuery):
    institution_id = identifier("Whose.", required=True)


class PeriodPageQuery(PageQuery):
    institution_id = identifier("Whose month.", required=True)


class AgenciesQuery(PageQuery):
    institution_id = identifier("Whose units.", required=True)
    on = day("On which day the tree is looked at.", required=True)


class MembersQuery(PageQuery):
    institution_id = identifier("Whose members.", required=True)
    agency_id = identifier("Only of this unit.")


class ConsequencesQuery(PageQuery):
    institution_id = identifier("Whose month.", required=True)
    kind = choice(("reward", "notice", "recommendation"), "Only of this kind.")


class ConsequenceFileQuery(Body):
    institution_id = identifier("Whose month.", required=True)
    kind = choice(("reward", "notice", "recommendation"), "Which file.", required=True)
    named = fields.Boolean(metadata={"description": "With numbers and names; only for HR."})


class ListedRow(Answer):
    """One row; its fields are those of what is listed."""


class RowsAnswer(Answer):
    items = many(ListedRow, "The page.")
    next_cursor = cursor_on()


class TurnoverAnswer(Answer):
    sellers = fields.Integer(required=True, metadata={"description": "Sellers with turnover."})
    gini_bp = fields.Integer(required=True, metadata={"description": "In basis points."})
    lorenz_bp = fields.List(
        fields.Integer(), required=True, metadata={"description": "What each tenth adds up to."}
    )


class TurnoverSums(Answer):
    goods_idr = amount("What was paid for goods, less what went back.")
    staple_idr = amount("Of it for staples.")
    spends = fields.Integer(required=True, metadata={"description": "How many payments."})


class PlaceTurnover(TurnoverSums):
    kelurahan_code = text("Where the sellers are; null where it was not kept.", allow_none=True)


class TurnoverPlacesAnswer(Answer):
    items = many(PlaceTurnover, "The page, by kelurahan.")
    next_cursor = cursor_on()
    totals = fields.Nested(
        TurnoverSums, required=True, metadata={"description": "All pages together."}
    )
    of_others = fields.Nested(
        TurnoverSums,
        required=True,
        metadata={"description": "What buyers who are no institution's members bought besides."},
    )


class MemberAnswer(Answer):
    membership_id = identifier("The membership's id.", required=True)
    status = text("on_roster or left.", required=True)


class ConsequenceFileAnswer(Answer):
    rows = fields.Integer(required=True, metadata={"description": "Lines of the file."})
    control_total_idr = amount("What its sums add up to.")
    file_sha256 = text("The fingerprint of the file without names.", required=True)
    csv = text("The file.", required=True)
