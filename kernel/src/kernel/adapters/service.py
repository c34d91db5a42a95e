"""One running service: its definition on its database, behind the five calls of its RPC door."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Generic

from kernel.adapters.answering import QuestionAnswerer
from kernel.adapters.cloudevents import envelope, grouped
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.executor import Answer, CommandExecutor
from kernel.adapters.metrics import HANDLER_SECONDS, show_at_zero
from kernel.adapters.storage import D
from kernel.adapters.store import read_after
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.application.ports import Clock
from kernel.domain.errors import Invalid

FEED_LIMIT_MAX = 1000
FEED_BYTES_MAX = 4_000_000
_POSITION_MAX = 2**63 - 1


class FeedRangeInvalid(Invalid):
    code = "feed_range_invalid"


class ServiceApp(Generic[D]):
    """What `serve` answers with. Thread-safe as far as its database's pool is."""

    def __init__(self, definition: ServiceDefinition, database: D, *, clock: Clock) -> None:
        self.definition = definition
        self.database = database
        self.clock = clock
        self.units = UnitsOfWork(
            database,
            definition.codec,
            definition.projections,
            clock=clock,
            settings_version=definition.settings_version,
        )
        self._executor = CommandExecutor(definition, self.units)
        self._answerer = QuestionAnswerer(definition, database, clock=clock)
        show_at_zero(definition.name, ())

    def execute(self, commands: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """
        Run a batch of commands, each with its own answer (see `CommandExecutor`).

        :raises BatchTooLarge: too many at once
        :raises Unavailable: the database is away; nothing was done
        """
        started = time.perf_counter()
        try:
            return self._executor.execute(commands)
        finally:
            self._observe("execute", started)

    def ask(
        self, question: str, params: Mapping[str, Any], context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """
        Answer a question from the read models.

        :raises QuestionUnknown: there is no such question
        :raises CommandMalformed: the parameters do not have its shape
        :raises NotStorable: they hold what no database can hold
        :raises RoleMissing: the caller's role may not ask it
        :raises NotFound: there is no such thing, or it is not the caller's
        """
        return self._answerer.ask(question, params, context)

    def ask_all(self, questions: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """
        Answer a batch of questions, each with its own answer (see `QuestionAnswerer`).

        :raises BatchTooLarge: too many at once
        :raises Unavailable: the database is away
        """
        return self._answerer.ask_all(questions)

    def events(self, after: int, limit: int) -> list[dict[str, Any]]:
        """
        Return CloudEvents with the positions after+1 …, at most `limit`.

        It may be fewer, though not none: 1,000 at the most, and what fits into one answer.

        :raises FeedRangeInvalid: there is no such position, or no such limit
        """
        if not (_is_whole(after) and _is_whole(limit) and limit):
            raise FeedRangeInvalid("`after` must be a position and `limit` at least 1")
        with self.database.reading() as connection:
            stored = read_after(connection, after, min(limit, FEED_LIMIT_MAX))
        pages = grouped(stored, events_max=FEED_LIMIT_MAX, bytes_max=FEED_BYTES_MAX)
        return [envelope(self.definition.name, one) for one in next(pages, [])]

    def head(self) -> int:
        """Return the last position of the store."""
        return self.units.head()

    def _observe(self, what: str, started: float) -> None:
        HANDLER_SECONDS.labels(service=self.definition.name, what=what).observe(
            time.perf_counter() - started
        )


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _POSITION_MAX
