"""Everything at once on the same rows: no deadlock is left to the caller, and nothing is lost."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from kernel_counting import message
from kernel_operator import Operator, operator
from tallying.bootstrap import FORGOTTEN

from kernel.adapters.projections import Projection
from kernel.adapters.rebuild import differences_own, rebuild_own
from kernel.adapters.service import ServiceApp
from kernel.domain.errors import Conflict, Unavailable

WRITERS, BATCHES, SIZE, COUNTERS = 4, 8, 10, 6
AGAIN = {"conflict", "in_progress", "lock_busy"}


@pytest.fixture
def service(database_url: str, unique_name: str, tmp_path: Path) -> Iterator[Operator]:
    amqp_url = f"memory://{unique_name}"
    with operator(unique_name, tmp_path, database_url=database_url, amqp_url=amqp_url) as one:
        assert one.admin("migrate").code == 0
        yield one


def batch(writer: int, number: int) -> list[dict[str, Any]]:
    """Return commands that seal, set timers and count, on shared counters in a random order."""
    dice = random.Random(writer * 1000 + number)
    return [
        message(
            dice.choice([1, 2, FORGOTTEN]),
            counter=f"c{dice.randrange(COUNTERS)}",
            key=f"{writer}-{number}-{place}",
        )
        for place in range(SIZE)
    ]


def insist(app: ServiceApp, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask until every command is done, as a patient client does."""
    for _ in range(200):
        answers = app.execute(asked)
        codes = {answer["error"]["code"] for answer in answers if "error" in answer}
        assert codes <= AGAIN
        if not codes:
            return answers
    raise AssertionError("some command was never done")


def write_all_at_once(app: ServiceApp) -> list[BaseException]:
    """Let every writer write all its batches, and return what went wrong."""
    trouble: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            for number in range(BATCHES):
                insist(app, batch(writer, number))
        except BaseException as error:  # noqa: BLE001 - the test shows it
            trouble.append(error)

    writers = [threading.Thread(target=write, args=(one,)) for one in range(WRITERS)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join(60)
    return trouble


@contextmanager
def rebuilding(app: ServiceApp, projection: Projection) -> Iterator[None]:
    """Rebuild the read model again and again, as long as the block runs."""
    done = threading.Event()

    def rebuild() -> None:
        while not done.is_set():
            with suppress(Conflict, Unavailable):
                rebuild_own(app.database, projection, app.definition.codec)

    thread = threading.Thread(target=rebuild)
    thread.start()
    yield
    done.set()
    thread.join(20)


def test_batches_in_any_order_and_rebuilds_at_the_same_time_lose_nothing(
    service: Operator,
) -> None:
    asked = [one["payload"] for w in range(WRITERS) for n in range(BATCHES) for one in batch(w, n)]
    wanted: Counter[str] = Counter()
    for one in asked:
        wanted[one["counter_id"]] += one["number"]

    with service.app() as app:
        [totals] = app.definition.projections
        with rebuilding(app, totals):
            trouble = write_all_at_once(app)

        assert trouble == []
        assert app.head() == len(asked)
        assert differences_own(app.database, totals, app.definition.codec) == 0
        for counter, total in wanted.items():
            found = app.ask("total", {"counter_id": counter}, message(1)["context"])
            assert found["total"] == total
