"""What a consumer promises, wherever its rows are. Subclass, provide `database`, inherit."""

from contextlib import suppress
from datetime import timedelta

import pytest

from kernel.adapters import parked
from kernel.adapters.applier import TryAgain
from kernel.adapters.parking import ParkedEventUnknown, Parking
from kernel.adapters.schema import parked as parked_rows, refusals, subscriptions
from kernel.adapters.storage import AnyDatabase
from kernel.domain.errors import Unavailable
from kernel.testing.counters import NOON
from kernel.testing.stores import Killed, all_of
from kernel.testing.storing import SmallService, incoming


class GuardContract:
    """Each event is applied once, with the row that says so, or set aside with its stream."""

    @pytest.fixture
    def service(self, database: AnyDatabase) -> SmallService:
        return SmallService(database)

    def test_a_run_is_applied_once_however_often_it_comes(self, service: SmallService) -> None:
        run = incoming(("a", 1), ("b", 2), ("a", 3))
        applier = service.applier()

        assert [applier.apply(run), applier.apply(run), applier.apply(run[1:])] == [3, 3, 3]

        assert service.heard() == {"counter-a": 2, "counter-b": 1}
        assert applier.position() == 3

    def test_a_run_that_does_not_follow_the_row_changes_nothing(
        self, service: SmallService
    ) -> None:
        assert service.applier().apply(incoming(("a", 1), ("a", 2))[1:]) == 0
        assert service.heard() == {}

    def test_another_worker_with_the_same_run_does_not_apply_it_meanwhile(
        self, service: SmallService
    ) -> None:
        run = incoming(("a", 1), ("b", 2))

        def overtake() -> None:
            with suppress(Unavailable):
                service.applier().apply(run)

        service.first.next(overtake)
        with suppress(Unavailable):
            service.applier().apply(run)
        service.applier().apply(run)

        assert service.heard() == {"counter-a": 1, "counter-b": 1}

    @pytest.mark.parametrize("moment", ["first", "last"])
    def test_what_a_worker_that_died_has_not_committed_is_applied_by_the_next(
        self, service: SmallService, moment: str
    ) -> None:
        run = incoming(("a", 1), ("b", 2))
        getattr(service, moment).kill()
        with pytest.raises(Killed):
            service.applier().apply(run)
        assert service.applier().position() == 0

        assert service.applier().apply(run) == 2
        assert service.heard() == {"counter-a": 1, "counter-b": 1}

    def test_one_event_that_fails_is_parked_with_its_stream_and_nothing_else_waits(
        self, service: SmallService
    ) -> None:
        service.refused.add(2)
        run = incoming(("a", 1), ("a", 2), ("b", 5), ("a", 3))
        with pytest.raises(TryAgain):
            service.applier().apply(run)
        assert [row["attempts"] for row in all_of(service.database, refusals)] == [1]

        assert service.applier().apply(run) == 4

        aside = [
            (row["position"], row["reason_code"], row["attempts"], row["status"])
            for row in all_of(service.database, parked_rows)
        ]
        assert aside == [
            (2, "count_refused", 2, "parked"),
            (4, parked.BEHIND, 0, "parked"),
        ]
        assert service.heard() == {"counter-a": 1, "counter-b": 1}
        assert all_of(service.database, refusals) == []

    def test_what_is_parked_is_tried_again_in_order_or_let_go(self, service: SmallService) -> None:
        service.refused.add(2)
        applier = service.applier(attempts_max=1)
        applier.apply(incoming(("a", 2), ("a", 3), ("b", 2)))
        parking = Parking(service.definition, service.units)

        again = parking.retry("p", "counter-a")
        assert (again.applied, again.left, again.reason_code) == (0, 2, "count_refused")
        assert parking.show("p", 1).attempts == 2
        service.refused.clear()
        cured = parking.retry("p", "counter-a")
        parking.discard("p", 3)

        assert (cured.applied, cured.left) == (2, 0)
        assert service.heard() == {"counter-a": 2}
        assert parking.events() == []
        assert [one.status for one in parking.events(status=None)] == [
            "retried",
            "retried",
            "discarded",
        ]
        with pytest.raises(ParkedEventUnknown):
            parking.discard("p", 3)

    def test_a_consumer_notes_when_all_was_here(self, service: SmallService) -> None:
        applier = service.applier()
        applier.note_caught_up(0, NOON)
        applier.apply(incoming(("a", 1)))
        applier.note_caught_up(1, NOON + timedelta(minutes=2))
        applier.note_caught_up(1, NOON + timedelta(minutes=1))
        applier.note_caught_up(2, NOON + timedelta(minutes=3))

        [row] = all_of(service.database, subscriptions)
        assert (row["position"], row["caught_up_at"]) == (1, NOON + timedelta(minutes=2))
