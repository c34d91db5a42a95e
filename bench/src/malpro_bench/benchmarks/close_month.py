"""Closing a month of a million members: assessed chunk by chunk, by the timers of `work`."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2

from malpro_bench.closing.copies import fill
from malpro_bench.closing.pattern import PERIOD, Pattern
from malpro_bench.closing.watch import Watched, watch
from malpro_bench.closing.worker import fire_timers
from malpro_bench.figure import Figure, benchmark
from malpro_bench.stage import Stage

MEMBERS = 1_000_000
_LEAST = 2_000
_AIM_PER_S = 20_000
_FLAT_MIB = 64
# More would be filled for longer than measured; a closing does not read old events.
_HISTORY_MAX = 50_000
_PATIENCE_S = 1_800.0
# There is no other month.
_CLOSED = "select status = 'closed' from periods"
_ISSUED = "select issued is not null from periods"
_READY = "select count(*) > 0 from pg_stat_activity where application_name = 'compliance work'"
_GO = "update timers set retry_at = null"
_FLOOR = (
    "create table floor_rows (like obligations including all)",
    "insert into floor_rows select * from obligations",
    "vacuum analyze floor_rows",
)
_FLOOR_UPDATE = (
    "update floor_rows set chunk_no = 1, assessment = told - '{inputs,rounding_rule}'::text[]"
)


@benchmark("close_month")
def close_month(stage: Stage) -> Iterator[Figure]:
    """Fill an institution, measure the floor on a copy of its rows, then close its month."""
    url = stage.database("compliance")
    with closing(Pattern(url)) as pattern, closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        wanted = stage.sized(MEMBERS, least=_LEAST)
        stage.say(f"filling {wanted:,} members")
        history = wanted <= _HISTORY_MAX
        members = fill(pattern, url, wanted, history=history)
        floor_s = _floor(stage, connection)
        stage.say(f"one UPDATE: {members / floor_s:,.0f} rows/s")
        closed, issued = _closed(stage, url, pattern, connection)
        notes = {
            "members": members,
            "rss_start_mib": round(closed.rss_start_mib),
            "rss_max_mib": round(closed.rss_max_mib),
            "python_share": round(closed.cpu_s / closed.seconds, 2),
            "issuing_members_per_s": round(_issued_members(connection, members) / issued.seconds),
            "issuing_rss_max_mib": round(issued.rss_max_mib),
        }
        if history:
            notes |= _verified(pattern)
    per_s = members / closed.seconds
    flat = closed.rss_max_mib - closed.rss_start_mib <= _FLAT_MIB
    yield Figure(
        key="close_month_members_per_s",
        value=round(per_s, 1),
        unit="members/s",
        floor=round(members / floor_s, 1),
        aim="≥ 20,000/s, memory flat",
        met=per_s >= _AIM_PER_S and flat if stage.whole else None,
        notes=notes,
    )


def _floor(stage: Stage, connection: Any) -> float:
    """Return how long one UPDATE over as many such rows takes."""
    with connection.cursor() as cursor:
        for statement in _FLOOR:
            cursor.execute(statement)
        _checkpoint(stage)
        started = time.perf_counter()
        cursor.execute(_FLOOR_UPDATE)
        taken = time.perf_counter() - started
        cursor.execute("drop table floor_rows")
    _checkpoint(stage)
    return taken


def _checkpoint(stage: Stage) -> None:
    """Let what follows pay for its own writes only."""
    with closing(psycopg2.connect(stage.servers.postgres.url)) as connection:
        connection.autocommit = True
        connection.cursor().execute("checkpoint")


def _closed(stage: Stage, url: str, pattern: Pattern, connection: Any) -> tuple[Watched, Watched]:
    """Return how the closing went, and how the issuing of what follows from it."""
    now = pattern.due_at().isoformat()
    with stage.process(fire_timers, url, now) as process:
        assert process.pid is not None, "it has been started"
        watch(process.pid, _asking(connection, _READY), patience_s=_PATIENCE_S)
        with connection.cursor() as cursor:
            cursor.execute(_GO)
        closed = watch(process.pid, _asking(connection, _CLOSED), patience_s=_PATIENCE_S)
        stage.say(f"closed in {closed.seconds:.1f} s")
        enough = time.perf_counter() + stage.duration_s
        whole = _asking(connection, _ISSUED)
        issued = watch(
            process.pid,
            lambda: whole() or time.perf_counter() > enough,
            patience_s=_PATIENCE_S,
        )
    return closed, issued


def _issued_members(connection: Any, members: int) -> int:
    """Return for how many members it is known what follows; the last step is for all."""
    with connection.cursor() as cursor:
        cursor.execute("select issued is null, issued_chunk_no, chunk_count from periods")
        unfinished, chunk_no, chunk_count = cursor.fetchone()
    return members * chunk_no // chunk_count if unfinished else members


def _asking(connection: Any, query: str) -> Callable[[], bool]:
    def done() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return bool(cursor.fetchone()[0])

    return done


def _verified(pattern: Pattern) -> dict[str, Any]:
    """Compute the month again from its facts, and compare."""
    recomputed = pattern.ask("recomputation", period=PERIOD)
    return {
        "recomputed_assessments": recomputed["assessments"],
        "recomputed_differences": recomputed["differences"],
        "breaches": pattern.breaches(),
    }
