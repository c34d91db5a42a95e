"""What payments' ports and its chain promise. Subclass, provide `payments`, inherit."""

import json
from contextlib import closing
from hashlib import sha256
from typing import Any

import pytest
from payments_chain import live
from payments_examples import PAYMENT_ID, order_delivered, payment_requested
from payments_world import World

from kernel.adapters.checkpoints import published
from kernel.adapters.leadership import open_seat
from kernel.adapters.outlets import Batch, Outlet
from payments.adapters import finance_chain, finance_stream
from payments.adapters.finance_chain import extend_chain
from payments.adapters.finance_stream import CONTENT_TYPE, STREAM, finance_outlet
from payments.adapters.provider_door import ProviderNotEnabled

OUTLET = finance_outlet("1Y")


class BookContract:
    def test_the_last_word_on_a_collection_is_the_event_that_last_said_how_much(
        self, payments: World
    ) -> None:
        payments.hears(payment_requested(), order_delivered(declared_cash_idr=30_000))
        received = payments.booked[-1]["id"]
        with payments.ports() as ports:
            assert ports.book.last_word_on(PAYMENT_ID, "handover") == received

        for correction_id, right_idr in (("one", 26_000), ("two", 25_000)):
            event_id = payments.correct(correction_id, right_idr)
            with payments.ports() as ports:
                assert ports.book.last_word_on(PAYMENT_ID, "handover") == event_id


class ProvidersContract:
    def test_who_stands_ready_is_found_by_name(self, payments: World) -> None:
        with payments.ports() as ports:
            assert ports.providers.enabled("cod").describe().provider == "cod"
            with pytest.raises(ProviderNotEnabled):
                ports.providers.enabled("bankjatim")


def read(payments: World, after: int, outlet: Outlet = OUTLET) -> Batch:
    database, checkpoint = payments.app.database, outlet.checkpoint
    with database.reading() as transaction:
        stands_at = published(transaction, checkpoint).position
    with closing(open_seat(database, checkpoint, lease_s=5.0)) as seat:
        seat.advance(stands_at, after, at=payments.clock.now())
    with database.reading() as transaction:
        return outlet.read(transaction)


def head(payments: World) -> int:
    with payments.app.database.transaction() as transaction:
        return OUTLET.head(transaction)


class ChainContract:
    def test_an_empty_chain_has_no_head_and_nothing_to_tell(self, payments: World) -> None:
        assert not extend_chain(payments.app.database)

        assert head(payments) == 0
        batch = read(payments, 0)
        assert (list(batch.messages), batch.count, batch.last, batch.full) == ([], 0, 0, False)
        with payments.app.database.transaction() as transaction:
            assert OUTLET.stored_at(transaction, 1) is None

    def test_every_event_is_one_link_that_names_the_one_before(
        self, payments: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(finance_chain, "BATCH", 2)
        live(payments, 2)
        assert [extend_chain(payments.app.database) for _ in range(4)] == [True, True, False, False]

        links = [json.loads(one.body) for one in read(payments, 0).messages]
        booked = payments.booked

        assert [one["id"] for one in links] == [one["id"] for one in booked]
        assert [one["financeseq"] for one in links] == [1, 2, 3, 4]
        before = finance_chain.BEGINNING
        for link in links:
            assert link["prevhash"] == before
            assert link["hash"] == _hash_of(before, link)
            before = link["hash"]

    def test_the_outlet_gives_the_links_batch_by_batch(
        self, payments: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        live(payments, 2)
        extend_chain(payments.app.database)
        monkeypatch.setattr(finance_stream, "BATCH", 3)

        first, second = read(payments, 0), read(payments, 3)

        assert (first.count, first.last, first.full) == (3, 3, True)
        assert (second.count, second.last, second.full) == (1, 4, False)
        assert [one.headers for one in second.messages] == [{"financeseq": 4}]
        [message] = second.messages
        event = payments.booked[-1]
        assert (message.message_id, message.type) == (event["id"], event["type"])
        assert (message.routing_key, message.content_type) == (STREAM, CONTENT_TYPE)
        with payments.app.database.transaction() as transaction:
            assert OUTLET.head(transaction) == 4
            assert OUTLET.stored_at(transaction, 4) == payments.clock.now()

    def test_who_dies_before_the_commit_leaves_the_chain_as_it_was(
        self, payments: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        live(payments, 1)
        extend_chain(payments.app.database)
        live(payments, 1, start=1)

        class Killed(BaseException):
            pass

        def die(*_: Any) -> None:
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(finance_chain, "hint", die)
            with pytest.raises(Killed):
                extend_chain(payments.app.database)
        assert (head(payments), read(payments, 0).count) == (2, 2)

        extend_chain(payments.app.database)
        assert (head(payments), read(payments, 0).count) == (4, 4)


def _hash_of(before: str, link: dict[str, Any]) -> str:
    bare = {name: value for name, value in link.items() if name != "hash"}
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256((before + text).encode()).hexdigest()


class PortsContract(BookContract, ProvidersContract, ChainContract):
    """All of them."""
