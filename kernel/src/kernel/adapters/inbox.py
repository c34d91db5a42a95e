"""What people were told, for themselves to read again: the newest first, in both languages."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from kernel.adapters.definition import Question, Telling
from kernel.adapters.schema import notices
from kernel.application.envelope import Context
from kernel.application.questions import GetNotices
from kernel.application.telling import account, membership
from kernel.domain.errors import Invalid
from kernel.domain.notices import Text, rendered

PAGE_MAX = 200
# Beyond it PostgreSQL would refuse the number.
_POSITION_MAX = 2**63 - 1


class NoticeCursorMalformed(Invalid):
    code = "cursor_malformed"


def notices_question(telling: Telling, *, roles: Iterable[str]) -> Question:
    """Return the question with which people ask for their own notices."""
    answer = partial(answer_notices, texts=telling.texts)
    return Question(type=GetNotices, answer=answer, roles=frozenset(roles))


def answer_notices(
    question: GetNotices,
    *,
    connection: sa.Connection,
    context: Context,
    texts: Mapping[str, Text],
) -> dict[str, Any]:
    """Return a page of what the caller was told, as the account and as each member she is."""
    size = max(1, min(question.limit, PAGE_MAX))
    mine = [
        account(context.actor_id or "").key,
        *(membership(one).key for one in context.memberships),
    ]
    query = (
        sa.select(notices)
        # A newer version, or one that was taken back, may have told more than we have words for.
        .where(notices.c.addressee.in_(mine), notices.c.kind.in_(list(texts)))
        .order_by(notices.c.position.desc(), notices.c.notice_id.desc())
        .limit(size + 1)
    )
    if question.cursor is not None:
        place = sa.tuple_(notices.c.position, notices.c.notice_id)
        query = query.where(place < sa.tuple_(*_place(question.cursor)))
    rows = connection.execute(query).all()
    more = len(rows) > size
    return {
        "items": [_shown(row, texts) for row in rows[:size]],
        "next_cursor": f"{rows[size - 1].position}/{rows[size - 1].notice_id}" if more else None,
    }


def _shown(row: Any, texts: Mapping[str, Text]) -> dict[str, Any]:
    text = rendered(texts[row.kind], row.params, at=row.happened_at)
    return {
        "notice_id": row.notice_id,
        "kind": row.kind,
        "happened_at": row.happened_at,
        "text_id": text.id,
        "text_en": text.en,
        "about": row.params,
    }


def _place(cursor: str) -> tuple[int, str]:
    position, _, notice_id = cursor.partition("/")
    try:
        number, known = int(position), str(UUID(notice_id))
    except ValueError:
        number, known = -1, ""
    if not 0 <= number <= _POSITION_MAX:
        raise NoticeCursorMalformed("a cursor is what the page before gave")
    return number, known
