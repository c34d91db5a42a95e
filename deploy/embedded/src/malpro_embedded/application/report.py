"""The report that the demo ends with, in plain lines for a terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from malpro_embedded.application.closing import obligations
from malpro_embedded.application.month import Month
from malpro_embedded.application.opening import People
from malpro_embedded.application.promises import Verdict
from malpro_embedded.domain.cast import PERIOD, Member
from malpro_embedded.domain.money import rupiah

WIDTH = 78
_OUTCOMES = {
    "met": "terpenuhi / met",
    "not_met": "belum terpenuhi / not met",
    "exempt": "dibebaskan / exempt",
    "out_of_scope": "tanpa kewajiban / out of scope",
}


def report(
    people: People, month: Month, closed: Mapping[str, Any], verdicts: Sequence[Verdict]
) -> Iterator[str]:
    """Yield the lines of the report."""
    yield from _title(f"Laporan Malpro / Malpro report · {PERIOD}")
    yield from _orders(people, month)
    yield from _sellers(people)
    yield from _members(people)
    yield from _close(closed)
    yield from _promises(verdicts)


def _orders(people: People, month: Month) -> Iterator[str]:
    statuses = Counter(
        order["status"]
        for shop in people.shops
        for order in orders_of(shop.caller, shop.merchant_id)
    )
    yield from _head(f"Pesanan / Orders: {len(month.order_ids)}")
    for status, count in statuses.most_common():
        yield f"  {status:<24} {count:>5}"
    for code, count in sorted(month.refused.items()):
        yield f"  (refused: {code:<14} {count:>5})"


def _sellers(people: People) -> Iterator[str]:
    yield from _head("Penjual / Sellers")
    for shop in people.shops:
        orders = [
            one for one in orders_of(shop.caller, shop.merchant_id) if one["status"] == "completed"
        ]
        turnover = sum(one["amount_due_idr"] for one in orders)
        yield f"  {shop.seller.trade_name:<30} {len(orders):>4} {rupiah(turnover):>16}"


def _members(people: People) -> Iterator[str]:
    logins = {one.membership_id: one.member for one in people.buyers}
    yield from _head("Kewajiban / Duties")
    yield f"  {'agency':<12} {'target':>12} {'credited':>12} {'shortfall':>12}  outcome"
    for one in sorted(obligations(people), key=lambda one: _by_agency(logins, one)):
        member = logins[one["membership_id"]]
        yield (
            f"  {member.agency_code:<12} {rupiah(one['target_idr']):>12}"
            f" {rupiah(one['credited_idr']):>12} {rupiah(one['shortfall_idr']):>12}"
            f"  {_OUTCOMES.get(one['outcome'], one['outcome'])}"
        )
    yield f"  ({len(people.agencies)} agencies, {len(logins)} members; no names here)"


def _close(closed: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("Penutupan bulan / Closing of the month")
    for name, value in closed["counts"].items():
        yield f"  {name:<24} {value:>5}"
    positions = ", ".join(
        f"{one['source_service']} {one['position']}" for one in closed["consumed_positions"]
    )
    yield f"  after {positions}, cut-off {closed['cut_off_at']}"


def _promises(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield from _head("Janji / Promises")
    yield "  1 Nothing acknowledged is lost or applied twice: tests/e2e/test_kills.py"
    for one in verdicts:
        yield f"  {one.number} {'HELD  ' if one.holds else 'BROKEN'} {one.promise}"
        yield f"           {one.evidence}"
    yield "  8 Services go on without one another: tests/e2e/test_kills.py"


def orders_of(caller: Any, merchant_id: str) -> Iterator[Mapping[str, Any]]:
    """Yield a seller's orders, page by page."""
    cursor = None
    while True:
        page = caller.get(
            "/v1/orders",
            as_role="merchant",
            merchant_id=merchant_id,
            **({"cursor": cursor} if cursor else {}),
        )
        yield from page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return


def _title(text: str) -> Iterator[str]:
    yield ""
    yield "=" * WIDTH
    yield text
    yield "=" * WIDTH


def _head(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "-" * len(text)


def _by_agency(members: Mapping[str, Member], obligation: Mapping[str, Any]) -> tuple[str, int]:
    return members[obligation["membership_id"]].agency_code, obligation["target_idr"]
