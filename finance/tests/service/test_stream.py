"""The command on a real RabbitMQ stream: repeats, holes, retention, lost brokers."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from finance_command import Answer, Finance
from finance_examples import chain_of
from finance_servers import TOKEN, Gateway, Publisher, Wire

LINES = chain_of(40)
TEXT = b"".join(line + b"\n" for line in LINES)


@pytest.fixture
def tail(by_stream: Finance, publisher: Publisher, tmp_path: Path) -> Callable[..., Answer]:
    """Take the chain into one file, from the stream alone."""
    output = ("--format", "jsonl", "--output", tmp_path / "chain.jsonl")
    return lambda *arguments: by_stream("tail", "--stream", publisher.stream, *output, *arguments)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "chain.jsonl"


@pytest.fixture
def with_feed(by_stream: Finance, gateway: Gateway) -> Gateway:
    """The command knows the gateway too."""
    by_stream.environment |= {"MALPRO_URL": gateway.url, "MALPRO_FINANCE_TOKEN": TOKEN}
    return gateway


@contextmanager
def meanwhile(act: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    yield
    thread.join()


def wait_for(output: Path, lines: int) -> None:
    while not output.exists() or output.read_bytes().count(b"\n") < lines:
        time.sleep(0.02)


def test_the_stream_alone_gives_the_chain_in_several_runs(
    tail: Callable[..., Answer], publisher: Publisher, output: Path
) -> None:
    publisher.publish(*LINES[:20], *LINES[10:30])
    first = tail("--until", 25)
    second = tail("--once")
    publisher.publish(*LINES[28:])
    third = tail("--until", 40)

    assert [one.code for one in (first, second, third)] == [0, 0, 0]
    assert "ended with 30" in second.said
    assert output.read_bytes() == TEXT


def test_a_tail_may_begin_in_the_middle_of_the_stream(
    by_stream: Finance, publisher: Publisher
) -> None:
    publisher.publish(*LINES)
    command = ("tail", "--stream", publisher.stream, "--until", 40, "--format", "jsonl")

    assert by_stream(*command, "--from", 31).out.encode() == TEXT[TEXT.index(LINES[30]) :]
    assert by_stream(*command, "--from", "2026-03-02").out.encode() == TEXT
    assert by_stream(*command[:3], "--once", "--from", "2026-03-03").out == ""


def test_holes_and_what_retention_has_eaten_come_over_http(
    tail: Callable[..., Answer], publisher: Publisher, with_feed: Gateway, output: Path
) -> None:
    publisher.publish(*LINES[8:12], *LINES[20:22], LINES[9], *LINES[30:38])
    found = tail("--once")

    assert found.code == 0, found.err
    assert output.read_bytes() == TEXT
    assert with_feed.asked[1] == "/v1/finance/events?after=0&limit=500"


def test_a_hole_without_a_feed_ends_the_tail_and_says_what_to_do(
    tail: Callable[..., Answer], publisher: Publisher, output: Path
) -> None:
    publisher.publish(*LINES[:8], *LINES[9:])
    found = tail("--once")

    assert found.code == 4
    assert "the stream has no 9, only 10 and on" in found.said
    assert "set MALPRO_URL and MALPRO_FINANCE_TOKEN" in found.said
    assert output.read_bytes() == b"".join(line + b"\n" for line in LINES[:8])


def test_a_stream_that_lies_is_not_written(
    tail: Callable[..., Answer], publisher: Publisher, output: Path
) -> None:
    publisher.publish(*LINES[:8], LINES[8].replace(b"10004", b"90004"), *LINES[9:])

    assert tail("--until", 40).code == 1
    assert output.read_bytes() == b"".join(line + b"\n" for line in LINES[:8])


def test_a_broker_that_goes_away_and_comes_back_is_taken_up_again(
    by_stream: Finance, publisher: Publisher, amqp_url: str, output: Path
) -> None:
    with closing(Wire(amqp_url)) as wire:

        def act() -> None:
            publisher.publish(*LINES[:20])
            wait_for(output, 20)
            wire.cut()
            publisher.publish(*LINES[20:])
            wire.join()

        with meanwhile(act):
            found = by_stream(
                *("tail", "--stream", publisher.stream, "--until", 40),
                *("--format", "jsonl", "--output", output),
                MALPRO_AMQP_URL=wire.url,
            )

    assert found.code == 0
    assert "does not answer" in found.said
    assert output.read_bytes() == TEXT


def test_while_the_stream_is_not_there_the_feed_is_followed(
    tail: Callable[..., Answer], publisher: Publisher, with_feed: Gateway, output: Path
) -> None:
    publisher.delete()
    found = tail("--once")
    publisher.declare()

    assert found.code == 0
    assert output.read_bytes() == TEXT
    assert with_feed.asked


def test_a_stream_that_is_deleted_and_made_anew_is_taken_up_again(
    tail: Callable[..., Answer], publisher: Publisher, with_feed: Gateway, output: Path
) -> None:
    with_feed.lines = list(LINES[:20])

    def act() -> None:
        publisher.publish(*LINES[:20])
        wait_for(output, 20)
        publisher.delete()
        publisher.declare()
        with_feed.lines = list(LINES)
        publisher.publish(*LINES)

    with meanwhile(act):
        found = tail("--until", 40)

    assert found.code == 0
    assert output.read_bytes() == TEXT


def test_a_wrong_password_is_not_tried_for_ever(
    by_stream: Finance, publisher: Publisher, amqp_url: str
) -> None:
    found = by_stream(
        *("tail", "--stream", publisher.stream, "--once"),
        MALPRO_AMQP_URL=amqp_url.replace("guest:guest", "guest:wrong"),
    )

    assert found.code == 4
    assert "check user, password and virtual host" in found.said
    assert "wrong" not in found.err
