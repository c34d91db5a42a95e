"""How an event looks: a table for clerks, CSV for spreadsheets, the exact bytes for programs."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from malpro_finance.adapters.place import Form
from malpro_finance.domain.chain import Envelope
from malpro_finance.domain.money import EventUnreadable, Money, kind_of, money_of
from malpro_finance.domain.wib import local
from malpro_finance.domain.words import Lang, kind_word, rupiah, text

COLUMNS = (
    "financeseq",
    "business_date",
    "settlement_date",
    "time",
    "type",
    "order_id",
    "payment_id",
    "merchant_id",
    "buyer_account_id",
    "method",
    "provider",
    "amount_idr",
    "asked_idr",
    "called_off_idr",
    "received_idr",
    "corrected_idr",
    "refunded_idr",
    "remaining_due_idr",
    "receipt_number",
    "event_id",
    "hash",
)
_FROM_DATA = frozenset(
    {
        "business_date",
        "settlement_date",
        "order_id",
        "payment_id",
        "merchant_id",
        "buyer_account_id",
        "method",
        "provider",
        "receipt_number",
    }
)
# A spreadsheet takes what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
SHORT = 8


class Jsonl:
    """A chain file: the exact envelopes, one a line."""

    name = "jsonl"

    def header(self) -> bytes:
        return b""

    def row(self, envelope: Envelope) -> bytes:
        return envelope.line + b"\n"


class Csv:
    """RFC 4180, with a header that does not change; UTF-8, lines end with CR LF."""

    name = "csv"

    def header(self) -> bytes:
        return _csv_line(COLUMNS)

    def row(self, envelope: Envelope) -> bytes:
        return _csv_line([_cell(value) for value in _values(envelope).values()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Eighty columns in plain words; sums stand to the right."""

    lang: Lang

    @property
    def name(self) -> str:
        return f"table-{self.lang}"

    def header(self) -> bytes:
        names = ("number", "when", "event", "seller", "amount", "left")
        line = _table_line(*(text(name, self.lang) for name in names))
        return line + b"-" * 80 + b"\n"

    def row(self, envelope: Envelope) -> bytes:
        values = _values(envelope)
        return _table_line(
            str(envelope.financeseq),
            _when(envelope),
            kind_word(kind_of(envelope.type), self.lang),
            str(values["merchant_id"])[-SHORT:],
            self._sum(values["amount_idr"]),
            self._sum(values["remaining_due_idr"]),
        )

    def _sum(self, amount_idr: int | None) -> str:
        return "" if amount_idr is None else rupiah(amount_idr, self.lang)


FORMS: Mapping[str, Callable[[Lang], Form]] = {
    "table": lambda lang: Table(lang=lang),
    "jsonl": lambda _: Jsonl(),
    "csv": lambda _: Csv(),
}


def _values(envelope: Envelope) -> dict[str, Any]:
    """Return a value for each column; of what is not understood no sum, rather than a wrong one."""
    money = _money(envelope)
    values = {
        column: envelope.data.get(column, "")
        if column in _FROM_DATA
        else getattr(money, column, None)
        for column in COLUMNS
    }
    return values | {
        "financeseq": envelope.financeseq,
        "time": str(envelope.fields.get("time")),
        "type": envelope.type,
        "event_id": str(envelope.fields.get("id")),
        "hash": envelope.hash,
    }


def _money(envelope: Envelope) -> Money | None:
    try:
        money = money_of(envelope)
    except EventUnreadable:
        return None
    return money if money.known else None


def _when(envelope: Envelope) -> str:
    try:
        return f"{local(str(envelope.fields.get('time'))):%d-%m-%y %H:%M}"
    except ValueError:
        return "?"


def _table_line(number: str, when: str, event: str, seller: str, amount: str, left: str) -> bytes:
    line = f"{number:>7} {when:14} {event:22} {seller:8} {amount:>14} {left:>10}"
    return line.rstrip().encode() + b"\n"


def _cell(value: Any) -> Any:
    """Keep numbers as they are; text must not become a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _csv_line(cells: Any) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()
