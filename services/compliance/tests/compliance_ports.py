"""What every store of the ports must do: of the roster, the duties, the sources, the locks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from compliance_books import (
    APRIL,
    Books,
    Store,
    StoreContract,
    agency,
    bought,
    joined,
    registered,
)
from compliance_ledger import Ledger
from compliance_money import (
    BUDI,
    BUYER,
    CAMPUS,
    CITY,
    HEALTH,
    MARCH,
    MARKET,
    ORDER,
    ORDERED,
    PAID,
    SARI,
    assigned,
    document,
    enacted,
)

from compliance.application.ports import Upstream
from compliance.domain.people_events import (
    AgencyClosed,
)
from compliance.domain.policy_events import PolicyRepealed
from compliance.domain.words import (
    PolicyStatus,
    RepealReason,
)
from kernel.adapters.guard_row import GuardRow
from kernel.domain.errors import Unavailable
from kernel.domain.ids import random_id


class RosterContract(StoreContract):
    def test_agencies_are_known_by_code_until_their_last_day(self, books: Books) -> None:
        closed = AgencyClosed(
            institution_id=CITY,
            agency_id=HEALTH,
            valid_to=date(2026, 3, 31),
            successor_agency_id=None,
            legal_basis=None,
        )
        books.fold(agency(MARKET), agency(HEALTH), closed, agency("other", CAMPUS))

        roster = books.ports.roster
        last_day = roster.agencies(CITY, date(2026, 3, 31))
        after = roster.agencies(CITY, date(2026, 4, 1))

        assert last_day == {MARKET.upper(): MARKET, HEALTH.upper(): HEALTH}
        assert after == {MARKET.upper(): MARKET}
        assert {key: one.valid_to for key, one in roster.tree(CITY).items()} == {
            MARKET: None,
            HEALTH: date(2026, 3, 31),
        }

    def test_members_come_with_their_history_and_of_one_institution(self, books: Books) -> None:
        books.fold(*joined(BUDI), *joined(SARI), *joined("campus-1", institution_id=CAMPUS))
        books.fold(assigned(BUDI, agency_id=HEALTH, valid_from=date(2026, 3, 5)))

        roster = books.ports.roster
        found = {one.member.membership_id: one for one in roster.members(CITY)}
        some = roster.some([SARI, "campus-1", "nobody"])

        assert found.keys() == {BUDI, SARI}
        assert found[BUDI].assignment_event_ids == ("event-2", "event-7")
        assert [one.agency_id for one in found[BUDI].member.assignments] == [MARKET, HEALTH]
        assert {one.member.membership_id for one in some} == {SARI, "campus-1"}
        assert roster.some([]) == []


class DutiesContract(StoreContract):
    def test_nobody_is_known_in_an_empty_store(self, books: Books) -> None:
        duties = books.ports.duties
        duties.expect({ORDER: (BUDI, ORDERED), "other": None})

        assert duties.buyer(BUDI, ORDERED) is None
        assert duties.policy(CITY) is None
        assert duties.find(BUDI, MARCH) is None

    @pytest.mark.parametrize("expected", [{}, {ORDER: None}, {ORDER: (BUDI, ORDERED)}])
    def test_a_duty_is_found_whatever_was_expected(
        self, books: Books, expected: dict[str, Any]
    ) -> None:
        ledger = Ledger(staple_min_bp=1_000)
        ledger.opens()
        ledger.hears(bought(ORDER, BUDI))
        books.fold(registered())
        books.live(ledger)

        duties = books.ports.duties
        duties.expect(expected)

        assert duties.find(BUDI, MARCH) == ledger.duties[BUDI]
        assert duties.find(BUDI, APRIL) is None
        assert duties.find(SARI, MARCH) == ledger.duties[SARI]

    def test_an_assessed_duty_says_so(self, books: Books) -> None:
        ledger = Ledger()
        ledger.opens()
        ledger.closes()
        books.live(ledger)

        found = books.ports.duties.find(BUDI, MARCH)

        assert found is not None
        assert (found.assessed, found.period.is_closed) == (True, True)

    def test_the_buyer_answers_to_the_agency_of_that_day(self, books: Books) -> None:
        books.fold(*joined(BUDI))
        books.fold(assigned(BUDI, agency_id=HEALTH, valid_from=date(2026, 3, 10)))
        told = replace(BUYER, member_id=f"person-of-{BUDI}")

        duties = books.ports.duties

        assert duties.buyer(BUDI, ORDERED) == replace(told, agency_id=HEALTH)
        assert duties.buyer(BUDI, ORDERED - timedelta(days=1)) == told
        assert duties.buyer(BUDI, datetime(2025, 1, 1, tzinfo=UTC)) == replace(told, agency_id=None)

    def test_a_rule_has_all_its_versions_and_its_end(self, books: Books) -> None:
        first, second = enacted(), enacted(document(percent_bp=500), version=2)
        repealed = PolicyRepealed(
            policy_id=first.policy_id,
            institution_id=CITY,
            version=2,
            effective_to=date(2026, 12, 31),
            repealed_by="an-officer",
            legal_basis="SE-2/2026",
            reason_code=RepealReason.DECISION,
        )
        books.fold(first, enacted(institution_id=CAMPUS), second)

        in_force = books.ports.duties.policy(CITY)
        books.fold(repealed)
        ended = books.ports.duties.policy(CITY)

        assert in_force is not None
        assert ended is not None
        assert in_force.versions == ended.versions == (first, second)
        assert (in_force.status, in_force.repealed) == (PolicyStatus.ENACTED, ())
        assert (ended.status, ended.repealed) == (PolicyStatus.REPEALED, (repealed,))

    def test_a_balance_that_was_kept_is_the_balance(self, books: Books) -> None:
        ledger = Ledger()
        ledger.opens()
        books.live(ledger)
        duties = books.ports.duties
        found = duties.find(BUDI, MARCH)
        assert found is not None

        duties.keep(replace(found, credited_idr=7))

        again = duties.find(BUDI, MARCH)
        assert again is not None
        assert again.credited_idr == 7


class SourcesContract(StoreContract):
    def test_nothing_was_heard_at_first(self, books: Books) -> None:
        assert list(books.ports.sources.standing()) == [
            Upstream(producer=name, position=0, caught_up_at=None, parked=0)
            for name in ("orders", "payments")
        ]

    def test_each_producer_stands_where_its_news_were_applied(self, books: Books) -> None:
        orders = GuardRow(consumer="compliance", producer="orders")
        orders.lock(books.transaction)
        orders.move(books.transaction, 7)
        orders.note_caught_up(books.transaction, 7, PAID)
        GuardRow(consumer="another", producer="payments").note_caught_up(books.transaction, 0, PAID)

        assert list(books.ports.sources.standing()) == [
            Upstream(producer="orders", position=7, caught_up_at=PAID, parked=0),
            Upstream(producer="payments", position=0, caught_up_at=None, parked=0),
        ]


class BooksContract:
    """Two transactions at once. The fixture `store` gives up soon when it waits for a lock."""

    @pytest.fixture
    def city(self, store: Store) -> str:
        with store.database.transaction() as transaction:
            name = f"city-{random_id()}"
            Books(transaction, store.ports).fold(
                registered(name), *joined(name, institution_id=name)
            )
        return name

    def test_several_share_the_books(self, store: Store, city: str) -> None:
        with store.books() as one, store.books() as other:
            one.ports.duties.buyer(city, ORDERED)
            other.ports.duties.buyer(city, ORDERED)

            assert other.ports.duties.policy(city) is None

    def test_who_holds_the_books_waits_for_those_who_share_them(
        self, store: Store, city: str
    ) -> None:
        with store.books() as one, pytest.raises(Unavailable), store.books() as other:
            one.ports.duties.buyer(city, ORDERED)
            other.ports.books.hold(city)

    def test_who_shares_the_books_waits_for_whom_holds_them(self, store: Store, city: str) -> None:
        with store.books() as one, pytest.raises(Unavailable), store.books() as other:
            one.ports.books.hold(city)
            other.ports.duties.policy(city)

    def test_two_cities_have_books_of_their_own(self, store: Store, city: str) -> None:
        with store.books() as one, store.books() as other:
            one.ports.books.hold(city)
            one.ports.books.hold(city)
            other.ports.books.hold("another-city")

            assert one.ports.duties.policy(city) is None
