"""One running service: its definition on its database, behind the four calls of its RPC door."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Generic

import sqlalchemy as sa

from kernel.adapters.asked import RoleMissing, converted
from kernel.adapters.cloudevents import envelope, grouped
from kernel.adapters.codec import plain
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.executor import Answer, CommandExecutor
from kernel.adapters.metrics import HANDLER_SECONDS, show_at_zero
from kernel.adapters.storable import encode_storable
from kernel.adapters.storage import D, store_function
from kernel.adapters.store import read_after
from kernel.adapters.unit_of_work import UnitsOfWork
from kernel.application.envelope import Context
from kernel.application.ports import Clock
from kernel.domain.errors import Invalid

FEED_LIMIT_MAX = 1000
FEED_BYTES_MAX = 4_000_000
_POSITION_MAX = 2**63 - 1


class QuestionUnknown(Invalid):
    code = "question_unknown"


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
        route = self.definition.questions.get(question)
        if route is None:
            raise QuestionUnknown(f"{self.definition.name} has no question {question}")
        encode_storable((params, context))
        asked, caller = converted(params, route.type), converted(context, Context)
        if caller.actor_role not in route.roles:
            raise RoleMissing(f"{caller.actor_role} may not ask {question}")
        started = time.perf_counter()
        with self.database.transaction() as connection:
            only_read(connection)
            told: dict[str, Any] = {"now": self.clock.now()} if route.by_clock else {}
            answer = route.answer(asked, connection=connection, context=caller, **told)
        self._observe(question, started)
        return dict(plain(dict(answer)))

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


@store_function
def only_read(connection: sa.Connection) -> None:
    """Let this transaction change nothing."""
    connection.execute(sa.text("set transaction read only"))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _POSITION_MAX
