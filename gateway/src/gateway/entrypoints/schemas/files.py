"""Documents that were uploaded."""

from marshmallow import fields

from gateway.domain.files import BEGINNINGS
from gateway.entrypoints.fields import Answer, choice, identifier, text


class FileAnswer(Answer):
    file_id = identifier("The file's id; send it as document_ref.", required=True)
    sha256 = text("The fingerprint of its content.", required=True)
    bytes = fields.Integer(required=True, metadata={"description": "How long it is."})
    media_type = choice(sorted(BEGINNINGS), "What it is.", required=True)
