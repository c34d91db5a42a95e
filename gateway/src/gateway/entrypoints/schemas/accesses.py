"""Who has looked at what."""

from marshmallow import fields, validate

from gateway.domain.accesses import Purpose, Result
from gateway.domain.roles import Role
from gateway.entrypoints.fields import (
    PAGE_MAX,
    Answer,
    Body,
    Whole,
    choice,
    cursor_on,
    identifier,
    many,
    text,
)


class AccessesPageQuery(Body):
    cursor = fields.String(
        validate=Whole(r"^[0-9]{1,18}$", error="Not a cursor."),
        metadata={"description": "The next_cursor of the page before."},
    )
    limit = fields.Integer(
        validate=validate.Range(1, PAGE_MAX),
        metadata={"description": "How many items a page has at most.", "default": 50},
    )


class MyAccessesQuery(AccessesPageQuery):
    order_id = identifier("Only who has looked at this order of one's own.")


class AccessesQuery(AccessesPageQuery):
    account_id = identifier("Only what this officer has looked at.")
    subject_id = identifier("Only what concerns this account, membership, seller or order.")


class MyAccess(Answer):
    """In which role, not who: officers answer for it to the auditors."""

    access_id = text("The record's number.", required=True)
    at = fields.DateTime(required=True, metadata={"description": "When."})
    role = choice(sorted(Role), "In which office.", required=True)
    institution_id = identifier("Of which institution.", required=True, allow_none=True)
    operation = text("What was asked, as the API calls it.", required=True)
    purpose_code = choice(sorted(Purpose), "For which purpose.", required=True)
    result = choice(sorted(Result), "Whether it was answered.", required=True)
    about = many(identifier("An id."), "Which of one's own ids were in it.")


class MyAccessesAnswer(Answer):
    items = many(MyAccess, "The page, the newest first.")
    next_cursor = cursor_on()


class AccessRecord(Answer):
    access_id = text("The record's number.", required=True)
    at = fields.DateTime(required=True, metadata={"description": "When."})
    account_id = identifier("Which officer.", required=True)
    role = choice(sorted(Role), "In which office.", required=True)
    institution_id = identifier("Of which institution.", required=True, allow_none=True)
    operation = text("What was asked, as the API calls it.", required=True)
    params = fields.Dict(required=True, metadata={"description": "With which ids and codes."})
    purpose_code = choice(sorted(Purpose), "For which purpose.", required=True)
    case_ref = text("In which case.", required=True, allow_none=True)
    result = choice(sorted(Result), "Whether it was answered.", required=True)
    refusal_code = text("Why it was not.", required=True, allow_none=True)
    subject_counts = fields.Dict(
        required=True, metadata={"description": "How many of each kind were in it."}
    )
    request_id = identifier("The request's id.", required=True)


class AccessesAnswer(Answer):
    items = many(AccessRecord, "The page, the newest first.")
    next_cursor = cursor_on()
