"""Questions answered from the read models: one by itself, or many that share a transaction."""

import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

import msgspec
import sqlalchemy as sa

from kernel.adapters.asked import RoleMissing, converted
from kernel.adapters.bugs import bug_report, reason_code
from kernel.adapters.codec import dumps, plain
from kernel.adapters.database import StatementLate
from kernel.adapters.definition import Question, ServiceDefinition
from kernel.adapters.executor import BATCH_MAX, Answer, BatchTooLarge, refused
from kernel.adapters.metrics import HANDLER_SECONDS
from kernel.adapters.rpc_wire import internal_error
from kernel.adapters.storable import encode_storable
from kernel.adapters.storage import D, store_function
from kernel.application.envelope import Context
from kernel.application.ports import Clock
from kernel.application.tracing import Trace, tracing
from kernel.domain.errors import Invalid, KernelError

log = logging.getLogger(__name__)

# How long one statement of many questions may take, and the least it is given when others before
# it took too long.
PATIENCE_MS, PATIENCE_LEAST_MS = 400, 50


class QuestionUnknown(Invalid):
    code = "question_unknown"


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    route: Question
    question: Any
    context: Context


class QuestionAnswerer(Generic[D]):
    """Answers the questions of one service, and writes nothing."""

    def __init__(self, definition: ServiceDefinition, database: D, *, clock: Clock) -> None:
        self._definition = definition
        self._database = database
        self._clock = clock

    def ask(
        self, question: str, params: Mapping[str, Any], context: Mapping[str, Any]
    ) -> dict[str, Any]:
        """
        Answer one question; see `ServiceApp.ask` for what it raises.

        :raises KernelError: it is refused
        """
        started = time.perf_counter()
        asked = self._parsed(question, params, context)
        with self._database.transaction() as connection:
            only_read(connection)
            answer = self._answer(asked, connection)
        answered = dict(plain(answer))
        self._observe(question, started)
        return answered

    def ask_all(self, messages: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """
        Answer each of {question, params, context}, in order: {"ok": JSON} or {"error": …}.

        Those of a kind that can be answered in one go are, unless that fails; then they are
        answered one by one. One that fails, or takes too long, costs its neighbours a new
        transaction and nothing else. One whose statement takes longer than its share is refused as
        `statement_late`: it is to be asked by itself. Each such refusal halves the patience with
        those that follow.

        :raises BatchTooLarge: more than `BATCH_MAX` messages
        :raises Unavailable: the database is away
        """
        if len(messages) > BATCH_MAX:
            raise BatchTooLarge(f"at most {BATCH_MAX} questions at once")
        answers: dict[int, Answer] = {}
        asked = self._readable(messages, answers)
        for group in _groups(asked):
            answers |= self._answered_at_once(group)
        waiting = deque(one for one in asked if one[0] not in answers)
        patience_ms = PATIENCE_MS
        while waiting:
            answers |= self._answered(waiting, patience_ms)
            patience_ms = max(PATIENCE_LEAST_MS, patience_ms // 2)
        return [answers[index] for index in range(len(messages))]

    def _readable(
        self, messages: Sequence[Mapping[str, Any]], answers: dict[int, Answer]
    ) -> list[tuple[int, _Asked]]:
        """Return what can be asked at all; what cannot is refused at once."""
        found = []
        for index, message in enumerate(messages):
            try:
                asked = converted(message, _Message)
                found.append((index, self._parsed(asked.question, asked.params, asked.context)))
            except KernelError as error:
                answers[index] = refused(error)
        return found

    def _answered_at_once(self, group: Sequence[tuple[int, _Asked]]) -> dict[int, Answer]:
        """Return what a group of one name is answered in one go; nothing if that cannot be done."""
        route, name = group[0][1].route, group[0][1].name
        assert route.answer_all is not None, "only such are grouped"
        started = time.perf_counter()
        try:
            with self._database.transaction() as connection:
                only_read_briefly(connection, PATIENCE_MS)
                found = route.answer_all(
                    [one.question for _, one in group],
                    connection=connection,
                    contexts=[one.context for _, one in group],
                    **self._told(route),
                )
            encoded = map(_encoded, found)
            return {index: one for (index, _), one in zip(group, encoded, strict=True)}
        except Exception as error:  # noqa: BLE001 - each is asked again, and told by itself
            about = {"question": name, "size": len(group), "code": reason_code(error)}
            log.info("questions.split", extra=about)
            return {}
        finally:
            self._observe(name, started)

    def _answered(self, waiting: deque[tuple[int, _Asked]], patience_ms: int) -> dict[int, Answer]:
        """Take from what waits until one spoils the transaction, and answer that one too."""
        answers: dict[int, Answer] = {}
        begun = False
        try:
            with self._database.transaction() as connection:
                only_read_briefly(connection, patience_ms)
                begun = True
                while waiting:
                    index, asked = waiting[0]
                    answers[index] = self._answer_or_refusal(asked, connection)
                    waiting.popleft()
        except Exception as error:
            # Nobody's question is to blame for a transaction that did not begin.
            if not begun or not waiting:
                raise
            index, asked = waiting.popleft()
            answers[index] = _failed(error, asked)
        return answers

    def _answer_or_refusal(self, asked: _Asked, connection: Any) -> Answer:
        started = time.perf_counter()
        try:
            with tracing(Trace.of(asked.context)):
                return _encoded(self._answer(asked, connection))
        except KernelError as error:
            log.debug("question.refused", extra={"question": asked.name, "code": error.own_code})
            return refused(error)
        finally:
            self._observe(asked.name, started)

    def _observe(self, name: str, started: float) -> None:
        HANDLER_SECONDS.labels(service=self._definition.name, what=name).observe(
            time.perf_counter() - started
        )

    def _parsed(self, name: str, params: Mapping[str, Any], context: Mapping[str, Any]) -> _Asked:
        route = self._definition.questions.get(name)
        if route is None:
            raise QuestionUnknown(f"{self._definition.name} has no question {name}")
        encode_storable((params, context))
        asked, caller = converted(params, route.type), converted(context, Context)
        if caller.actor_role not in route.roles:
            raise RoleMissing(f"{caller.actor_role} may not ask {name}")
        return _Asked(name, route, asked, caller)

    def _answer(self, asked: _Asked, connection: Any) -> dict[str, Any]:
        answer = asked.route.answer(
            asked.question,
            connection=connection,
            context=asked.context,
            **self._told(asked.route),
        )
        return dict(answer)

    def _told(self, route: Question) -> dict[str, Any]:
        return {"now": self._clock.now()} if route.by_clock else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    question: str
    params: dict[str, Any]
    context: dict[str, Any]


def _groups(asked: Sequence[tuple[int, _Asked]]) -> list[list[tuple[int, _Asked]]]:
    """Return what can be answered in one go: two or more of one name."""
    by_name: dict[str, list[tuple[int, _Asked]]] = {}
    for one in asked:
        if one[1].route.answer_all is not None:
            by_name.setdefault(one[1].name, []).append(one)
    return [group for group in by_name.values() if len(group) > 1]


def _encoded(answer: Mapping[str, Any] | KernelError) -> Answer:
    if isinstance(answer, KernelError):
        return refused(answer)
    return {"ok": msgspec.Raw(dumps(dict(answer)))}


def _failed(error: Exception, asked: _Asked) -> Answer:
    if isinstance(error, StatementLate):
        log.info("question.late", extra={"question": asked.name})
    if isinstance(error, KernelError):
        return refused(error)
    log.error("question.failed", extra={"question": asked.name, **bug_report(error)})
    return refused(internal_error())


@store_function
def only_read(connection: sa.Connection) -> None:
    """Let this transaction change nothing."""
    connection.execute(sa.text("set transaction read only"))


@store_function
def only_read_briefly(connection: sa.Connection, statement_ms: int) -> None:
    """Let this transaction change nothing, and none of its statements take longer than that."""
    limit = f"set local statement_timeout = {int(statement_ms)}"
    connection.exec_driver_sql(f"set transaction read only; {limit}")
