"""What people were told, in both languages."""

from marshmallow import fields

from gateway.entrypoints.fields import Answer, PageQuery, cursor_on, identifier, many, text


class NoticesQuery(PageQuery):
    """Which page of one's own notices."""


class NoticeAnswer(Answer):
    notice_id = identifier("The notice's id.", required=True)
    kind = text("What it is about, as a word that does not change.", required=True)
    happened_at = text("When it happened.", required=True)
    text_id = text("What you were told, in Indonesian.", required=True)
    text_en = text("The same in English.", required=True)
    about = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "The ids, amounts and times that the text is made from."},
    )


class NoticesAnswer(Answer):
    items = many(NoticeAnswer, "The page, the newest notice first.")
    next_cursor = cursor_on()
