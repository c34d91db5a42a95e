"""Commands in batches: one unit of work for all, each with its own answer, each done once."""

import logging
import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

from kernel.adapters import idempotency
from kernel.adapters.asked import Asked, parse
from kernel.adapters.bugs import bug_report, reason_code
from kernel.adapters.codec import plain
from kernel.adapters.database import LockBusy
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.idempotency import KeyBusy, Scope, StoredAnswer
from kernel.adapters.metrics import CONFLICTS
from kernel.adapters.rpc_wire import internal_error
from kernel.adapters.unit_of_work import StoredUnitOfWork, UnitsOfWork
from kernel.domain.errors import Conflict, Invalid, KernelError, Rejected, Unavailable, to_wire

log = logging.getLogger(__name__)

ATTEMPTS_MAX = 3
BATCH_MAX = 64

Answer = dict[str, Any]


class KeyReused(Rejected):
    code = "idempotency_key_reused"


class InProgress(Conflict):
    code = "in_progress"


class BatchTooLarge(Invalid):
    code = "batch_too_large"


class CommandExecutor:
    """
    Runs the commands of one service.

    A message is {route, payload, context, key?}. The answers come in the order of the messages:
    {"ok": result, "replayed": bool} or {"error": {family, code, message, details}}. Refusals are
    not stored, so a client may correct itself under the same key.
    """

    def __init__(self, definition: ServiceDefinition, units: UnitsOfWork[Any]) -> None:
        self._definition = definition
        self._units = units

    def execute(self, messages: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """
        Answer each message, in order.

        :raises BatchTooLarge: more than `BATCH_MAX` messages
        :raises Unavailable: the database is away. If it went while it committed, nobody knows what
            was done: ask again, under the same keys
        """
        if len(messages) > BATCH_MAX:
            raise BatchTooLarge(f"at most {BATCH_MAX} commands at once")
        answers: dict[int, Answer] = {}
        asked: dict[int, Asked] = {}
        for index, message in enumerate(messages):
            try:
                asked[index] = parse(self._definition, message)
            except KernelError as error:
                answers[index] = refused(error)
        answers |= self._answer_all(asked) if asked else {}
        return [answers[index] for index in range(len(messages))]

    def _answer_all(self, asked: Mapping[int, Asked]) -> dict[int, Answer]:
        try:
            answers = self._with_retries(asked)
        except Exception as error:
            if isinstance(error, Unavailable) and not isinstance(error, LockBusy):
                raise
            if len(asked) == 1:
                return {index: _answer_to(error, one) for index, one in asked.items()}
            log.info("batch.split", extra={"size": len(asked), "code": reason_code(error)})
            answers = {}
        for index, one in asked.items():
            if index not in answers:
                answers[index] = self._answer_alone(index, one)
        return answers

    def _answer_alone(self, index: int, one: Asked) -> Answer:
        # What the others did is kept already, so not even an outage may be raised from here.
        try:
            return self._with_retries({index: one})[index]
        except Exception as error:  # noqa: BLE001 - one command's bug is not its neighbours'
            return _answer_to(error, one)

    def _with_retries(self, asked: Mapping[int, Asked]) -> dict[int, Answer]:
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                return self._run(asked)
            except Conflict:
                CONFLICTS.labels(service=self._definition.name).inc()
                if attempt == ATTEMPTS_MAX:
                    raise
                time.sleep(random.uniform(0, 0.005 * attempt))  # noqa: S311 - only spreads retries
        raise AssertionError("unreachable")

    def _run(self, asked: Mapping[int, Asked]) -> dict[int, Answer]:
        with self._units.begin() as work:
            stored = idempotency.find_answers(
                work.connection, (one.scope for one in asked.values() if one.scope)
            )
            ports = self._definition.ports(work.connection)
            firsts = {i: one for i, one in _firsts(asked).items() if one.scope not in stored}
            # First the ports, which may wait for locks; then the streams, fresh as of the locks.
            self._prepare(firsts, ports)
            work.preload(
                need for one in firsts.values() for need in one.definition.needs(one.command)
            )
            answers = {i: _handle(one, work, ports) for i, one in firsts.items()}
            fresh = {
                one.scope: StoredAnswer(
                    scope=one.scope, request_hash=one.request_hash, answer=answers[i]["ok"]
                )
                for i, one in firsts.items()
                if one.scope and "ok" in answers[i]
            }
            if not idempotency.claim(work.connection, list(fresh.values()), at=work.now):
                raise Conflict("another request with the same key was faster")
        known = stored | fresh
        repeats = {i: one for i, one in asked.items() if i not in answers}
        return answers | _repeated(repeats, known, firsts, answers)

    def _prepare(self, firsts: Mapping[int, Asked], ports: Any) -> None:
        by_route: dict[str, list[Asked]] = {}
        for one in firsts.values():
            by_route.setdefault(one.route, []).append(one)
        for group in by_route.values():
            definition = group[0].definition
            if definition.prepare:
                definition.prepare([one.command for one in group], ports)
            if definition.prepare_callers:
                definition.prepare_callers([one.context for one in group], ports)


def refused(error: KernelError) -> Answer:
    """Return the error as an answer."""
    return {"error": to_wire(error)}


def _firsts(asked: Mapping[int, Asked]) -> dict[int, Asked]:
    # The first of each (actor, route, key) is kept here, before the INSERT: of two equal keys in
    # one statement PostgreSQL would keep some row, not the first.
    seen: set[Scope] = set()
    firsts = {}
    for index, one in asked.items():
        if one.scope is None or one.scope not in seen:
            firsts[index] = one
        if one.scope is not None:
            seen.add(one.scope)
    return firsts


def _handle(one: Asked, work: StoredUnitOfWork, ports: Any) -> Answer:
    try:
        with work.scope(one.context):
            result = one.definition.handle(one.command, work=work, ports=ports)
    except KernelError as error:
        # The store's own conflict is worth another try; one with a code of its own is an answer.
        if isinstance(error, Conflict) and error.own_code == Conflict.code:
            raise
        log.info("command.refused", extra={"route": one.route, "code": error.own_code})
        return refused(error)
    return {"ok": plain(dict(result or {})), "replayed": False}


def _repeated(
    repeats: Mapping[int, Asked],
    known: Mapping[Scope, StoredAnswer],
    firsts: Mapping[int, Asked],
    answers: Mapping[int, Answer],
) -> dict[int, Answer]:
    """Answer what was asked before; a request that differs from a refused one is left open."""
    found = {}
    firsts_by_scope = {one.scope: i for i, one in firsts.items()}
    for index, one in repeats.items():
        assert one.scope is not None, "only a key can be repeated"
        if one.scope in known:
            found[index] = _repeat(one, known[one.scope])
        elif firsts[firsts_by_scope[one.scope]].request_hash == one.request_hash:
            found[index] = answers[firsts_by_scope[one.scope]]
    return found


def _repeat(one: Asked, stored: StoredAnswer) -> Answer:
    if stored.request_hash != one.request_hash:
        return refused(KeyReused("this Idempotency-Key was used for another request"))
    return {"ok": dict(stored.answer), "replayed": True}


def _answer_to(error: Exception, one: Asked) -> Answer:
    if isinstance(error, KeyBusy):
        return refused(InProgress(error.message))
    if isinstance(error, KernelError):
        return refused(error)
    log.error("command.failed", extra={"route": one.route, **bug_report(error)})
    return refused(internal_error())
