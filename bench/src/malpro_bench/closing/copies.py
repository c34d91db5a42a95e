"""Members in bulk: rows and events of a lived pattern, written again under ids of their own."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import cycle, islice

import psycopg2
from psycopg2 import extensions

from compliance.domain.credit import credit_id_of
from compliance.domain.obligation import obligation_id_of
from compliance.domain.spend import spend_id_of
from kernel.domain.ids import new_id, random_id
from malpro_bench.closing.pattern import PERIOD, Pattern, Purchase

_AT_ONCE = 2_000
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What of a member each table holds; an event's position comes first, since it is given anew.
_OF_MEMBER: Mapping[str, str] = {
    "members": "select * from members where membership_id = '{membership}'",
    "obligations": "select * from obligations where membership_id = '{membership}'",
    "purchases": "select * from purchases where membership_id = '{membership}'",
    "spends": "select * from spends where membership_id = '{membership}'",
}
_EVENTS = (
    "select * from events where stream_id in ('member-{membership}', 'obligation-{obligation}',"
    " 'spend-{order}') order by position"
)
_SUMS: Mapping[str, Sequence[str]] = {
    "seller_months": ("goods_idr", "spends"),
    "place_months": ("goods_idr", "staple_idr", "spends"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Template:
    """
    One lived member as COPY would write it, with names where its ids stood.

    :param fresh: which of the names stand for ids that only need to be new
    """

    lines: Mapping[str, Sequence[str]]
    fresh: Sequence[str]
    paid: bool

    def ids(self) -> dict[str, str]:
        """Return ids for one more such member, those derived that the service derives."""
        made = {name: new_id() for name in self.fresh}
        made["membership"], made["order"] = random_id(), new_id()
        made["obligation"] = obligation_id_of(made["membership"], PERIOD)
        if self.paid:
            made["payment"] = new_id()
            made["spend"] = spend_id_of(made["order"], made["payment"])
            made["credit"] = credit_id_of(made["spend"], made["obligation"])
        return made


def fill(pattern: Pattern, database_url: str, members: int, *, history: bool) -> int:
    """
    Multiply the pattern to about so many members, and return how many there are then.

    :param history: their events as well, so that everything can be computed again
    """
    connection = psycopg2.connect(database_url)
    with connection, connection.cursor() as cursor:
        templates = _templates(cursor, pattern, history=history)
        copies = -(-members // len(templates))
        wanted = cycle(templates)
        left = (copies - 1) * len(templates)
        position = _last_position(cursor)
        while left > 0:
            some = list(islice(wanted, min(left, _AT_ONCE)))
            position = _write(cursor, some, position)
            left -= len(some)
        for table, columns in _SUMS.items():
            sums = ", ".join(f"{name} = {name} * {copies}" for name in columns)
            cursor.execute(f"update {table} set {sums}")  # noqa: S608 - names of our own
        cursor.execute("delete from timers where kind <> 'month_closing'")
        cursor.execute("update timers set retry_at = 'infinity'")  # Until the watch is running.
        cursor.execute("update subscriptions set caught_up_at = %s", (pattern.due_at(),))
    _settle(connection)
    return copies * len(templates)


def _templates(cursor: extensions.cursor, pattern: Pattern, *, history: bool) -> list[_Template]:
    cursor.execute("select membership_id, obligation_id from obligations order by membership_id")
    return [
        _template(
            cursor, membership, obligation, pattern.purchases.get(membership), history=history
        )
        for membership, obligation in cursor.fetchall()
    ]


def _template(
    cursor: extensions.cursor,
    membership: str,
    obligation: str,
    bought: Purchase | None,
    *,
    history: bool,
) -> _Template:
    names = {membership: "membership", obligation: "obligation"}
    order = bought.order_id if bought else "none"
    if bought:
        names[bought.order_id] = "order"
        if bought.payment_event_id:
            spend = spend_id_of(bought.order_id, bought.payment_event_id)
            names |= {bought.payment_event_id: "payment", spend: "spend"}
            names[credit_id_of(spend, obligation)] = "credit"
    told = {"membership": membership, "obligation": obligation, "order": order}
    lines = {table: _lines(cursor, query.format(**told)) for table, query in _OF_MEMBER.items()}
    events = _lines(cursor, _EVENTS.format(**told))
    fresh = {line.split("\t")[1]: f"event{no}" for no, line in enumerate(events)}
    fresh |= {_member_id(cursor, membership): "member"}
    if history:
        lines["events"] = events
    names |= fresh
    return _Template(
        lines={table: [_named(line, names) for line in rows] for table, rows in lines.items()},
        fresh=list(fresh.values()),
        paid=bought is not None and bought.payment_event_id is not None,
    )


def _member_id(cursor: extensions.cursor, membership: str) -> str:
    cursor.execute("select member_id from obligations where membership_id = %s", (membership,))
    row = cursor.fetchone()
    assert row is not None, "whose obligation was asked for"
    return str(row[0])


def _lines(cursor: extensions.cursor, query: str) -> list[str]:
    text = StringIO()
    cursor.copy_expert(f"copy ({query}) to stdout", text)
    return text.getvalue().splitlines()


def _named(line: str, names: Mapping[str, str]) -> str:
    def named(found: re.Match[str]) -> str:
        name = names.get(found.group())
        return f"%({name})s" if name else found.group()

    return _UUID.sub(named, line.replace("%", "%%"))


def _write(cursor: extensions.cursor, templates: Sequence[_Template], position: int) -> int:
    made = [(one, one.ids()) for one in templates]
    for table in _OF_MEMBER:
        _copy(cursor, table, _filled(made, table))
    events = [line.partition("\t")[2] for line in _filled(made, "events")]
    _copy(cursor, "events", (f"{position + no}\t{one}" for no, one in enumerate(events, start=1)))
    return position + len(events)


def _filled(made: Iterable[tuple[_Template, Mapping[str, str]]], table: str) -> Iterator[str]:
    for template, ids in made:
        for line in template.lines.get(table, ()):
            yield line % ids


def _copy(cursor: extensions.cursor, table: str, lines: Iterable[str]) -> None:
    text = "\n".join(lines)
    if text:
        cursor.copy_expert(f"copy {table} from stdin", StringIO(text + "\n"))


def _last_position(cursor: extensions.cursor) -> int:
    cursor.execute("select max(position) from events")
    row = cursor.fetchone()
    assert row is not None, "an aggregate has a row"
    return int(row[0])


def _settle(connection: extensions.connection) -> None:
    """Leave the database as one that has stood for a while."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    connection.close()
