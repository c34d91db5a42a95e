"""What a key promises to whoever asks again. Subclass, provide `database`, inherit."""

from datetime import timedelta

import pytest

from kernel.adapters.idempotency import (
    KEPT_FOR,
    KeyBusy,
    StoredAnswer,
    claim,
    find_answers,
    forget_old,
)
from kernel.adapters.projections import insert_new
from kernel.adapters.storage import AnyDatabase
from kernel.testing.counters import NOON
from kernel.testing.stores import Killed, thing, things
from kernel.testing.storing import SmallService, command

GIVEN = StoredAnswer(scope=("somebody", "count", "k"), request_hash="h", answer={"total": 1})


class AnswerContract:
    """What was done under a key is done once, and told again; what was not done can be."""

    @pytest.fixture
    def service(self, database: AnyDatabase) -> SmallService:
        return SmallService(database)

    def test_who_asks_again_with_the_same_key_gets_the_same_answer(
        self, service: SmallService
    ) -> None:
        first, second = service.execute(command(1)), service.execute(command(1), command(1))

        assert first == [{"ok": {"total": 1}, "replayed": False}]
        assert list(second) == [{"ok": {"total": 1}, "replayed": True}] * 2
        assert service.total("a") == 1

    def test_another_request_under_the_same_key_is_refused(self, service: SmallService) -> None:
        service.execute(command(1))

        [answer] = service.execute(command(2))

        assert answer["error"]["code"] == "idempotency_key_reused"
        assert service.total("a") == 1

    @pytest.mark.parametrize("moment", ["first", "last"])
    def test_what_a_process_that_died_has_not_done_is_done_when_asked_again(
        self, service: SmallService, moment: str
    ) -> None:
        getattr(service, moment).kill()
        with pytest.raises(Killed):
            service.execute(command(1))

        [answer] = service.execute(command(1))

        assert answer == {"ok": {"total": 1}, "replayed": False}
        assert service.total("a") == 1

    def test_of_two_at_once_under_one_key_one_is_done_and_both_are_answered(
        self, service: SmallService
    ) -> None:
        faster: list[object] = []
        service.first.next(lambda: faster.extend(service.execute(command(1))))

        [slower] = service.execute(command(1))

        assert faster == [{"ok": {"total": 1}, "replayed": False}]
        assert slower == {"ok": {"total": 1}, "replayed": True}
        assert service.total("a") == 1

    def test_a_lock_that_was_not_to_be_had_in_the_middle_is_no_refusal_and_spoils_no_neighbour(
        self, database: AnyDatabase, service: SmallService
    ) -> None:
        with database.transaction() as other:
            insert_new(other, things, [thing("a", 1)])
            service.touches.append("a")

            first, second = service.execute(command(1, key="k1"), command(2, key="k2"))

        assert first["error"]["code"] == "lock_busy"
        assert second == {"ok": {"total": 2}, "replayed": False}
        assert service.total("a") == 2

    def test_a_key_that_is_being_worked_on_is_busy(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            assert claim(one, [GIVEN], at=NOON)
            with database.transaction() as two:
                assert find_answers(two, [GIVEN.scope]) == {}
            with pytest.raises(KeyBusy), database.transaction() as two:
                claim(two, [GIVEN], at=NOON)

        with database.transaction() as two:
            assert not claim(two, [GIVEN], at=NOON)
            assert find_answers(two, [GIVEN.scope, ("x", "count", "k")]) == {GIVEN.scope: GIVEN}

    def test_nothing_to_keep_is_kept_even_where_a_lock_was_not_to_be_had(
        self, database: AnyDatabase
    ) -> None:
        with database.transaction() as one:
            assert claim(one, [GIVEN], at=NOON)
            with database.transaction() as two:
                with pytest.raises(KeyBusy):
                    claim(two, [GIVEN], at=NOON)

                assert claim(two, [], at=NOON)

    def test_old_answers_are_forgotten(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            claim(one, [GIVEN], at=NOON)
            assert forget_old(one, NOON + KEPT_FOR) == 0
            assert forget_old(one, NOON + KEPT_FOR + timedelta(seconds=1)) == 1
            assert find_answers(one, [GIVEN.scope]) == {}
