"""The shape of every refusal (RFC 9457)."""

from marshmallow import fields

from gateway.entrypoints.fields import Answer


class Problem(Answer):
    """What went wrong, for people in words and for programs in a code that never changes."""

    type = fields.String(
        required=True, metadata={"description": "A URI for the kind of problem.", "format": "uri"}
    )
    title = fields.String(
        required=True, metadata={"description": "The family of the problem, in Indonesian."}
    )
    status = fields.Integer(required=True, metadata={"description": "The HTTP status."})
    code = fields.String(
        required=True, metadata={"description": "What happened, in a word that stays the same."}
    )
    detail = fields.String(required=True, metadata={"description": "What happened, for people."})
    instance = fields.String(
        required=True,
        metadata={"description": "This very request: urn:uuid:<request id>.", "format": "uri"},
    )
    details = fields.Dict(
        required=True, metadata={"description": "What a program may need, by code."}
    )
