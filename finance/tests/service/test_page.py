"""The page for strangers is true: its thirty lines run, and it names every event."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from finance_examples import chain_of
from finance_servers import Publisher

from malpro_finance.domain.money import KINDS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "consume-payments.md"
LINES = chain_of(40)


@pytest.fixture(scope="module")
def program() -> str:
    found = re.search(r"<!-- consumer -->\n```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    return found[1]


class Consumer:
    """The thirty lines, as a process that is killed once it has said enough."""

    def __init__(self, program: str, publisher: Publisher, amqp_url: str, folder: Path) -> None:
        self._program = program.replace("payments.finance.v1", publisher.stream)
        self._environment = {**os.environ, "MALPRO_AMQP_URL": amqp_url.removesuffix("//")}
        self._folder = folder

    def run(self, until: int) -> str:
        process = subprocess.Popen(
            [sys.executable, "-c", self._program],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            if line.split()[0] == str(until):
                process.kill()
        _, said = process.communicate()
        return said

    def booked(self) -> list[bytes]:
        books = sqlite3.connect(self._folder / "books.db")
        rows = books.execute("select envelope from events order by financeseq").fetchall()
        books.close()
        return [row[0] for row in rows]


@pytest.fixture
def consumer(program: str, publisher: Publisher, amqp_url: str, tmp_path: Path) -> Consumer:
    return Consumer(program, publisher, amqp_url, tmp_path)


def test_a_stranger_writes_a_consumer_in_thirty_lines(
    program: str, consumer: Consumer, publisher: Publisher
) -> None:
    publisher.publish(*LINES[:20], *LINES[12:30])
    consumer.run(until=15)
    publisher.publish(*LINES[25:])
    consumer.run(until=40)

    assert len([line for line in program.splitlines() if line.strip()]) <= 30
    assert consumer.booked() == list(LINES)


def test_the_thirty_lines_stop_at_a_wrong_byte(consumer: Consumer, publisher: Publisher) -> None:
    publisher.publish(*LINES[:5], LINES[5].replace(b"10002", b"90002"), *LINES[6:])

    assert "6 does not follow 5" in consumer.run(until=40)
    assert consumer.booked() == list(LINES[:5])


def test_the_page_names_every_event() -> None:
    text = PAGE.read_text()

    assert [kind for kind in KINDS if f"| `{kind}` |" not in text] == []
