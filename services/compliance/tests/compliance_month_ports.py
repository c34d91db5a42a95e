"""What every store of the ports must do: of months and of what follows them."""

from dataclasses import replace
from datetime import date

from compliance_books import APRIL, Books, StoreContract, bought, joined, left
from compliance_ledger import Ledger
from compliance_money import (
    BUDI,
    CAMPUS,
    CITY,
    CUT_OFF,
    GOODS,
    HEALTH,
    MARCH,
    MARKET,
    ORDER,
    PAID,
    SARI,
    assigned,
    disputed,
    fell_through,
    noted,
    opened,
    paid,
    source,
)

from compliance.domain.adjustment import Credited
from compliance.domain.consequence_events import Issue, Notice, NoticesIssued
from compliance.domain.duty_events import PeriodEvent
from compliance.domain.period import PERIOD, evolve as evolve_period, period_key
from compliance.domain.standing import Standing
from compliance.domain.words import (
    ConsequenceKind,
    GroundCode,
)


class PeriodsContract(StoreContract):
    def test_months_come_the_latest_last_closed_ones_too(self, books: Books) -> None:
        ledger = Ledger()
        ledger.opens()
        ledger.closes()
        books.fold(opened(period=APRIL), opened(period=APRIL, institution_id=CAMPUS))
        books.live(ledger)

        months = books.ports.periods.opened(CITY)

        assert [(one.period, one.is_closed) for one in months] == [(MARCH, True), (APRIL, False)]
        assert [one.cut_off_at for one in months] == [CUT_OFF, CUT_OFF]
        assert books.ports.periods.opened("nowhere") == []

    def test_a_month_is_about_who_was_there_on_any_of_its_days(self, books: Books) -> None:
        books.fold(*joined("a", date(2026, 3, 31)), *joined("b", date(2026, 4, 1)))
        books.fold(*joined("c"), left("c", date(2026, 3, 1)))
        books.fold(*joined("d"), left("d", date(2026, 2, 28)))
        books.fold(*joined("e", institution_id=CAMPUS))

        periods = books.ports.periods

        assert periods.members(CITY, MARCH) == 2
        assert [one.member.membership_id for one in periods.without_duty(CITY, MARCH, 9)] == [
            "a",
            "c",
        ]

    def test_who_has_a_duty_needs_none_and_the_rest_come_in_order(self, books: Books) -> None:
        ledger = Ledger()
        ledger.opens()
        books.live(ledger)
        books.fold(*joined("z"), *joined("a"), *joined("k"))

        periods = books.ports.periods

        assert [one.member.membership_id for one in periods.without_duty(CITY, MARCH, 2)] == [
            "a",
            "k",
        ]
        assert len(periods.without_duty(CITY, APRIL, 9)) == 5
        assert periods.obligations(CITY, MARCH) == 2
        assert periods.obligations(CITY, APRIL) == periods.obligations(CAMPUS, MARCH) == 0

    def test_orders_wait_until_somebody_has_judged(self, books: Books) -> None:
        ledger = Ledger()
        ledger.hears(bought("order-b", BUDI))
        ledger.hears(bought("order-a", BUDI))
        ledger.hears([noted(order_id="order-c")])
        waiting = list(ledger.history)
        ledger.opens()
        books.fold(*waiting)

        before = books.ports.periods.waiting_orders([BUDI, SARI])
        others = books.ports.periods.waiting_orders([SARI])
        books.fold(*ledger.history[len(waiting) :])

        assert (before, others) == (["order-a", "order-b"], [])
        assert books.ports.periods.waiting_orders([BUDI, SARI]) == []

    def test_what_is_owed_comes_by_id_behind_what_has_been_assessed(self, books: Books) -> None:
        ledger = Ledger()
        ledger.opens()
        ledger.hears(bought(ORDER, BUDI))
        books.live(ledger)
        first, last = sorted(one.obligation_id for one in ledger.duties.values())
        month = evolve_period(None, opened())

        periods = books.ports.periods
        all_owed = periods.owed(month, 9)
        behind = periods.owed(replace(month, assessed_until=first), 9)
        by_member = {one.membership_id: one for one in all_owed}

        assert [one.obligation_id for one in all_owed] == [first, last]
        assert periods.owed(month, 1) == all_owed[:1]
        assert [one.obligation_id for one in behind] == [last]
        assert (by_member[BUDI].credited_idr, by_member[BUDI].target_idr) == (GOODS, 50_000)
        assert (by_member[BUDI].agency_id_reported, by_member[BUDI].in_scope) == (MARKET, True)
        assert by_member[SARI].in_scope is False

    def test_short_is_who_owes_and_has_not_met_it(self, books: Books) -> None:
        ledger = Ledger()
        ledger.opens()
        books.live(ledger)
        [budi] = [one.obligation_id for one in ledger.duties.values() if one.in_scope]

        def short(after: str = "", limit: int = 9) -> list[str]:
            found = books.ports.periods.short(CITY, MARCH, after=after, limit=limit)
            return [one.obligation_id for one in found]

        at_first = (short(), short(after=budi), short(limit=0))
        known = len(ledger.history)
        ledger.hears([one for n in range(3) for one in bought(f"order-{n}", BUDI)])
        books.fold(*ledger.history[known:])

        assert at_first == ([budi], [], [])
        assert short() == []

    def test_short_of_staples_is_short_as_well(self, books: Books) -> None:
        ledger = Ledger(staple_min_bp=10_000)
        ledger.opens()
        ledger.hears([one for n in range(3) for one in bought(f"order-{n}", BUDI)])
        books.live(ledger)

        [owed] = books.ports.periods.short(CITY, MARCH, after="", limit=9)

        assert owed.credited_idr >= owed.target_idr
        assert owed.credited_staple_idr < (owed.target_staple_idr or 0)

    def test_what_was_open_lost_or_disputed_at_the_cut_off(self, books: Books) -> None:
        ledger = Ledger()
        ledger.opens()
        ledger.hears([noted(order_id="open")])
        ledger.hears(bought("settled", BUDI))
        ledger.hears([noted(order_id="lost"), fell_through(order_id="lost")])
        ledger.hears([*bought("contested", BUDI), disputed(order_id="contested")])
        late = source("late", CUT_OFF)
        ledger.hears(bought("late", BUDI)[:2])
        ledger.hears([paid("late", order_id="late", source=late, payment_id="late")])
        ledger.hears([noted(order_id="hers", membership_id=SARI)])
        ledger.hears([noted(order_id="april", placed_at=CUT_OFF)])
        books.live(ledger)
        month = evolve_period(None, opened())

        found = books.ports.periods.standings(month, [BUDI])

        assert found == {
            BUDI: Standing(pending_idr=2 * GOODS, lost_to_seller_idr=GOODS, disputed_idr=15_000)
        }
        both = books.ports.periods.standings(month, [BUDI, SARI])
        assert both[SARI] == Standing(pending_idr=GOODS, lost_to_seller_idr=0)

    def test_the_books_say_what_was_credited_and_whether_it_was_assessed(
        self, books: Books
    ) -> None:
        ledger = Ledger()
        ledger.opens()
        ledger.hears(bought(ORDER, BUDI))
        books.live(ledger)
        known = len(ledger.history)
        budi, sari = (ledger.duties[key].obligation_id for key in (BUDI, SARI))

        before = books.ports.periods.credited([budi, sari, "nothing"])
        ledger.closes()
        books.fold(*ledger.history[known:])

        nothing = Credited(credited_idr=0, credited_staple_idr=0, assessed=False)
        something = Credited(credited_idr=GOODS, credited_staple_idr=15_000, assessed=False)
        assert before == {budi: something, sari: nothing}
        assert books.ports.periods.credited([budi]) == {budi: replace(something, assessed=True)}
        assert books.ports.periods.credited([]) == {}


class ConsequencesContract(StoreContract):
    def test_a_chunk_concerns_whom_it_assessed(self, books: Books) -> None:
        ledger = Ledger(chunk=1)
        ledger.opens()
        ledger.closes()
        books.live(ledger)
        told = [one for one in ledger.history if isinstance(one, PeriodEvent)]
        books.keep(PERIOD, period_key(CITY, MARCH), *told)
        month = evolve_period(None, opened())
        by_id = {one.obligation_id: one.membership_id for one in ledger.duties.values()}

        chunks = [books.ports.consequences.concerned(month, number) for number in (1, 2, 3)]

        assert [len(chunk) for chunk in chunks] == [1, 1, 0]
        concerned = [one for chunk in chunks for one in chunk]
        assert tuple(one.assessment for one in concerned) == ledger.assessments
        assert [one.membership_id for one in concerned] == [
            by_id[one.assessment.obligation_id] for one in concerned
        ]

    def test_what_was_issued_comes_with_who_answered_for_the_member(self, books: Books) -> None:
        ledger = Ledger()
        ledger.opens()
        known = len(ledger.history)
        books.live(ledger)
        budi, sari = (ledger.duties[key].obligation_id for key in (BUDI, SARI))
        books.fold(_notices(("n-1", max(budi, sari)), ("n-2", min(budi, sari))))
        month = evolve_period(None, opened())

        before = books.ports.consequences.issued(month, ConsequenceKind.NOTICE)
        ledger.knows(assigned(BUDI, agency_id=HEALTH, valid_from=date(2026, 3, 1)))
        moved = books.ports.consequences.issued(month, ConsequenceKind.NOTICE)
        ledger.closes()
        books.fold(*ledger.history[known:])
        after = books.ports.consequences.issued(month, ConsequenceKind.NOTICE)

        agencies = {budi: MARKET, sari: HEALTH}
        assert [one.consequence_id for one in before] == ["n-2", "n-1"]
        assert [one.agency_id for one in before] == [
            agencies[min(budi, sari)],
            agencies[max(budi, sari)],
        ]
        assert moved == before
        assert {one.agency_id for one in after} == {HEALTH}
        assert (before[0].level, before[0].shortfall_idr) == ("amount", 4)
        assert books.ports.consequences.issued(month, ConsequenceKind.REWARD) == []


def _notices(*issued: tuple[str, str]) -> NoticesIssued:
    issue = Issue(
        institution_id=CITY,
        period=MARCH,
        close_no=1,
        chunk_no=1,
        chunk_count=1,
        policy_id="policy",
        policy_version=1,
        legal_basis="SE-1/2026",
        issued_at=PAID,
        issued_by_id=None,
    )
    notices = tuple(
        Notice(
            notice_id=notice_id,
            obligation_id=obligation_id,
            membership_id=BUDI,
            ground_code=GroundCode.AMOUNT,
            target_idr=10,
            credited_idr=6,
            shortfall_idr=4,
            shortfall_staple_idr=0,
        )
        for notice_id, obligation_id in issued
    )
    return NoticesIssued(issue=issue, notices=notices, deadline=PAID, calendar_version="1")
