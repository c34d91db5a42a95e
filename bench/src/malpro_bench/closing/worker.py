"""The process that closes: the timers' loop of `compliance work`, at a time that is given."""

from datetime import datetime
from threading import Event

from compliance.bootstrap import define
from kernel.adapters.clock import ManualClock
from kernel.adapters.database import Database
from kernel.adapters.service import ServiceApp
from kernel.adapters.timer_loop import TimerLoop
from malpro_bench.closing.pattern import settings_of


def fire_timers(database_url: str, now: str) -> None:
    """Fire whatever is due at that moment, until the process is ended."""
    definition = define(settings_of(database_url))
    database = Database(database_url, application_name="compliance work")
    clock = ManualClock(datetime.fromisoformat(now))
    app = ServiceApp(definition, database, clock=clock)
    TimerLoop(definition, app.units, ready=lambda: True).run(Event())
