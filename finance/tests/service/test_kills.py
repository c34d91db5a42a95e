"""A tail that is killed at any moment neither loses nor repeats a line."""

import random
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from finance_command import Finance
from finance_examples import chain_of
from finance_process import started
from finance_servers import TOKEN, Gateway, Publisher

PAYMENTS = 2_000
KILLS = 20


class Run:
    """Payments happen: each is in the feed first, then in the stream, unless that loses it."""

    def __init__(self, lines: Sequence[bytes], publisher: Publisher, gateway: Gateway) -> None:
        self._lines = lines
        self._publisher = publisher
        self._gateway = gateway
        self._dice = random.Random(2026)

    def live(self, until: int) -> None:
        for line in self._lines[len(self._gateway.lines) : until]:
            self._gateway.lines.append(line)
            fate = self._dice.random()
            if fate > 0.03:
                self._publisher.publish(line)
            if fate > 0.97:
                self._publisher.publish(self._dice.choice(self._gateway.lines))


def size(output: Path) -> int:
    return output.stat().st_size if output.exists() else 0


def test_twenty_kills_in_two_thousand_payments_lose_and_repeat_nothing(
    by_stream: Finance, publisher: Publisher, gateway: Gateway, tmp_path: Path
) -> None:
    lines, output = chain_of(2 * PAYMENTS), tmp_path / "chain.jsonl"
    gateway.lines.clear()
    environment = by_stream.environment | {
        "MALPRO_URL": gateway.url,
        "MALPRO_FINANCE_TOKEN": TOKEN,
    }
    command = ("tail", "--stream", publisher.stream, "--format", "jsonl", "--output", output)
    dice = random.Random(7)
    run = Run(lines, publisher, gateway)
    for number in range(1, KILLS + 1):
        before = size(output)
        process = started(*command, environment=environment)
        living = threading.Thread(target=run.live, args=(number * len(lines) // (KILLS + 1),))
        living.start()
        # Some die before they have written anything, the others while payments go on happening.
        while number % 4 and size(output) <= before:
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.3))
        process.kill()
        process.communicate()
        living.join()
    run.live(len(lines))
    last = by_stream(*command, "--once", **environment)

    assert last.code == 0, last.err
    assert output.read_bytes() == b"".join(line + b"\n" for line in lines)
    verified = by_stream("verify", output, "--place", f"{output}.place", "--lang", "en")
    assert verified.code == 0
    assert verified.out.startswith(f"Whole: {2 * PAYMENTS} lines")


def test_a_wish_to_end_is_obeyed_with_the_place_kept(
    by_stream: Finance, publisher: Publisher, tmp_path: Path
) -> None:
    lines = chain_of(40)
    publisher.publish(*lines)
    for number in (signal.SIGTERM, signal.SIGINT):
        output = tmp_path / f"{number.name}.jsonl"
        command = ("tail", "--stream", publisher.stream, "--format", "jsonl", "--output", output)
        process = started(*command, environment=by_stream.environment)
        while not output.exists() or output.read_bytes().count(b"\n") < len(lines):
            time.sleep(0.02)
        process.send_signal(number)
        _, said = process.communicate()

        assert process.returncode == 0
        assert b"ended with 40" in said
        assert b"Traceback" not in said
        assert by_stream("verify", output, "--place", f"{output}.place").code == 0


def test_a_full_disk_costs_nothing_but_time(gateway: Gateway, tmp_path: Path) -> None:
    environment = {"MALPRO_URL": gateway.url, "MALPRO_FINANCE_TOKEN": TOKEN}
    output = tmp_path / "chain.jsonl"
    command = ("tail", "--http-only", "--once", "--format", "jsonl", "--output", output)
    gateway.page_max = 5
    codes, said = [], []
    for file_size_max in (30_000, 50_000, resource.RLIM_INFINITY):
        process = started(*command, environment=environment, file_size_max=file_size_max)
        said.append(process.communicate()[1])
        codes.append(process.returncode)

    assert codes == [3, 3, 0], said
    assert [b"File too large" in one for one in said] == [True, True, False], said
    assert output.read_bytes() == b"".join(line + b"\n" for line in chain_of(40))


def test_a_reader_that_has_seen_enough_is_no_error(gateway: Gateway) -> None:
    gateway.lines[:] = chain_of(4000)
    environment = {"MALPRO_URL": gateway.url, "MALPRO_FINANCE_TOKEN": TOKEN}
    process = started(
        "tail", "--http-only", "--once", environment=environment, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline().split()[0] == b"No."
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()

    assert process.wait() == 0
    assert b"Traceback" not in said
    assert b"Exception" not in said
