"""The rule of a duty: drafted, enacted, repealed."""

from marshmallow import fields, validate

from gateway.entrypoints.fields import (
    Answer,
    Body,
    choice,
    code,
    day,
    flag,
    identifier,
    line,
    number,
    rupiah,
)
from gateway.entrypoints.schemas.compliance_words import (
    POLICY_KINDS,
    STATUSES,
)

CSV_LENGTH_MAX = 5 * 1024 * 1024


class GroupAmountBody(Body):
    group = line("A grade, position or job class.", required=True, longest=40)
    amount_idr = rupiah("What it owes.", required=True)


class BandBody(Body):
    above_idr = rupiah("TPP ceilings above this.", required=True)
    up_to_idr = rupiah("Up to and including this; null: without an end.", allow_none=True)
    amount_idr = rupiah("What they owe.", required=True)


class RewardLevelBody(Body):
    code = code("Its name.", required=True)
    from_bp = number("From which share of the target.", least=1, most=1_000_000, required=True)


class ConsequencesBody(Body):
    """Nothing of it touches pay: people decide."""

    rewards = fields.List(
        fields.Nested(RewardLevelBody), metadata={"description": "Levels of reward."}
    )
    notice = flag("Whether who did not meet the duty gets a notice.", default=True)
    recommend_below_bp = number(
        "Who spent less of the target is recommended to the payroll office.",
        least=1,
        most=10_000,
        allow_none=True,
    )
    objection_working_days = number("How long one may object.", least=1, most=60)


class PolicyDocumentBody(Body):
    kind = choice(POLICY_KINDS, "What kind of rule.", required=True)
    percent_bp = number("Of the TPP ceiling, in basis points.", least=0, most=10_000)
    floor_idr = rupiah("At least so much.")
    cap_idr = rupiah("At most so much.", allow_none=True)
    flat_idr = rupiah("The same for everybody.")
    amounts = fields.List(
        fields.Nested(GroupAmountBody), metadata={"description": "By grade, position or class."}
    )
    bands = fields.List(
        fields.Nested(BandBody), metadata={"description": "By TPP ceiling, from the lowest."}
    )
    staple_min_bp = number("So much of it on staples.", least=0, most=10_000)
    tpp_eligible_only = flag("Whether members without TPP have no duty.", default=True)
    seller_scales = fields.List(
        choice(("micro", "small", "medium", "unknown"), "A scale."),
        metadata={"description": "Only purchases from such sellers count; none: from all."},
    )
    consequences = fields.Nested(
        ConsequencesBody, allow_none=True, metadata={"description": "What follows a month."}
    )
    rounding = choice(("none", "ceil_100", "ceil_1000"), "Rounding up.", default="ceil_1000")
    counting_basis = choice(
        ("placed", "delivered", "collected"), "Which day decides the month.", default="placed"
    )
    cut_off_working_days = number(
        "Cash recorded by this working day of the next month still counts.", least=0, most=20
    )
    delivery_fee_counts = flag("Whether the way counts.", default=False)
    related_party_rule = choice(
        ("count", "flag", "exclude"), "What to do with purchases among kin.", default="flag"
    )
    agency_rule = choice(
        ("first_day", "last_day", "most_days", "pro_rata"),
        "Which unit answers for somebody who moved.",
        default="last_day",
    )
    statuses_in_scope = fields.List(
        choice(STATUSES, "A status."),
        validate=validate.Length(1, len(STATUSES)),
        metadata={"description": "Who has a duty at all."},
    )


class EnactPolicyBody(Body):
    institution_id = identifier("Whose rule.", required=True)
    document = fields.Nested(
        PolicyDocumentBody, required=True, metadata={"description": "The rule, as data."}
    )
    effective_from = day("The first of a month.", required=True)
    legal_basis = line("The decree it rests on.", required=True)
    legal_basis_kind = choice(
        ("perwali", "instruksi", "surat_edaran", "appeal", "other"), "Of what kind.", required=True
    )
    announced_on = day("When it was made known.", required=True)
    drafted_by_id = identifier("Who wrote it; somebody else enacts it.", required=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class DraftPolicyBody(Body):
    institution_id = identifier("Whose rule.", required=True)
    document = fields.Nested(
        PolicyDocumentBody, required=True, metadata={"description": "The rule, as data."}
    )
    effective_from = day("The first of a month.", required=True)
    legal_basis = line("The decree it rests on.", required=True)
    legal_basis_kind = choice(
        ("perwali", "instruksi", "surat_edaran", "appeal", "other"), "Of what kind.", required=True
    )
    announced_on = day("When it was made known.", required=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class PolicyOfficerBody(Body):
    institution_id = identifier("Whose rule.", required=True)
    authority_ref = line("The letter on which the officer acts.", longest=100)


class RepealPolicyBody(Body):
    institution_id = identifier("Whose rule.", required=True)
    effective_to = day("The last day of a month.", required=True)
    legal_basis = line("The decree it rests on.", required=True)
    reason_code = choice(
        ("replaced", "supply", "court", "decision", "other"), "Why.", default="other"
    )
    authority_ref = line("The letter on which the officer acts.", longest=100)


class PolicyDraftAnswer(Answer):
    draft_id = identifier("The draft's id.", required=True)


class PolicyAnswer(Answer):
    policy_id = identifier("The rule's id.", required=True)
    version = fields.Integer(required=True, metadata={"description": "Which version it is."})
