"""Commands in batches: one unit of work for all, each with its own answer, each done once."""

import logging
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from kernel.adapters import idempotency
from kernel.adapters.codec import plain
from kernel.adapters.database import LockBusy
from kernel.adapters.definition import Command, ServiceDefinition
from kernel.adapters.idempotency import Scope, StoredAnswer, request_hash
from kernel.adapters.metrics import CONFLICTS
from kernel.adapters.unit_of_work import SqlUnitOfWork, UnitsOfWork
from kernel.application.envelope import Context
from kernel.domain.errors import Conflict, Invalid, KernelError, Rejected, to_wire

log = logging.getLogger(__name__)

ATTEMPTS_MAX = 3
BATCH_MAX = 64

Answer = dict[str, Any]


class CommandMalformed(Invalid):
    code = "command_malformed"


class RouteUnknown(Invalid):
    code = "route_unknown"


class RoleMissing(Rejected):
    code = "role_missing"


class KeyReused(Rejected):
    code = "idempotency_key_reused"


class InProgress(Conflict):
    code = "in_progress"


class BatchTooLarge(Invalid):
    code = "batch_too_large"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One command of a batch, parsed."""

    route: str
    definition: Command
    command: Any
    context: Context
    scope: Scope | None
    request_hash: str


class CommandExecutor:
    """
    Runs the commands of one service.

    A message is {route, payload, context, key?}. The answers come in the order of the messages:
    {"ok": result, "replayed": bool} or {"error": {family, code, message, details}}. Refusals are
    not stored, so a client may correct itself under the same key.
    """

    def __init__(self, definition: ServiceDefinition, units: UnitsOfWork) -> None:
        self._definition = definition
        self._units = units

    def execute(self, messages: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """
        Answer each message, in order.

        :raises BatchTooLarge: more than `BATCH_MAX` messages
        :raises Unavailable: the database is away; nothing was done, ask again
        """
        if len(messages) > BATCH_MAX:
            raise BatchTooLarge(f"at most {BATCH_MAX} commands at once")
        answers: list[Answer | None] = [None] * len(messages)
        asked: dict[int, _Asked] = {}
        for index, message in enumerate(messages):
            try:
                asked[index] = self._parse(message)
            except KernelError as error:
                answers[index] = refused(error)
        for index, answer in self._answer_all(asked).items():
            answers[index] = answer
        return [answer for answer in answers if answer is not None]

    def _parse(self, message: Mapping[str, Any]) -> _Asked:
        definition = self._definition.commands.get(message["route"])
        if definition is None:
            raise RouteUnknown(f"{self._definition.name} has no command {message['route']}")
        try:
            context = msgspec.convert(message["context"], Context)
            command = msgspec.convert(message["payload"], definition.type)
        except msgspec.ValidationError as error:
            raise CommandMalformed(str(error)) from error
        if context.actor_role not in definition.roles:
            raise RoleMissing(f"{context.actor_role} may not {message['route']}")
        key = message.get("key")
        return _Asked(
            route=message["route"],
            definition=definition,
            command=command,
            context=context,
            scope=(str(context.actor_id), message["route"], key) if key else None,
            request_hash=request_hash(message["payload"]),
        )

    def _answer_all(self, asked: Mapping[int, _Asked]) -> dict[int, Answer]:
        if not asked:
            return {}
        try:
            return self._with_retries(asked)
        except (Conflict, LockBusy) as error:
            if len(asked) == 1:
                return dict.fromkeys(asked, refused(_seen_from_outside(error)))
            log.info("batch.split", extra={"size": len(asked), "code": error.own_code})
        answers: dict[int, Answer] = {}
        for index, one in asked.items():
            answers |= self._answer_all({index: one})
        return answers

    def _with_retries(self, asked: Mapping[int, _Asked]) -> dict[int, Answer]:
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                return self._run(asked)
            except Conflict:
                CONFLICTS.labels(service=self._definition.name).inc()
                if attempt == ATTEMPTS_MAX:
                    raise
                time.sleep(random.uniform(0, 0.005 * attempt))  # noqa: S311 - only spreads retries
        raise AssertionError("unreachable")

    def _run(self, asked: Mapping[int, _Asked]) -> dict[int, Answer]:
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
        return {
            i: answers[i] if i in answers else _repeat(one, known, answers, firsts)
            for i, one in asked.items()
        }

    def _prepare(self, firsts: Mapping[int, _Asked], ports: Any) -> None:
        by_route: dict[str, list[_Asked]] = {}
        for one in firsts.values():
            by_route.setdefault(one.route, []).append(one)
        for group in by_route.values():
            if group[0].definition.prepare:
                group[0].definition.prepare([one.command for one in group], ports)


def refused(error: KernelError) -> Answer:
    """Return the error as an answer."""
    return {"error": to_wire(error)}


def _firsts(asked: Mapping[int, _Asked]) -> dict[int, _Asked]:
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


def _handle(one: _Asked, work: SqlUnitOfWork, ports: Any) -> Answer:
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


def _repeat(
    one: _Asked,
    known: Mapping[Scope, StoredAnswer],
    answers: Mapping[int, Answer],
    firsts: Mapping[int, _Asked],
) -> Answer:
    assert one.scope is not None, "only a key can be repeated"
    stored = known.get(one.scope)
    if stored is None:
        first = next(i for i, other in firsts.items() if other.scope == one.scope)
        return answers[first]
    if stored.request_hash != one.request_hash:
        return refused(KeyReused("this Idempotency-Key was used for another request"))
    return {"ok": dict(stored.answer), "replayed": True}


def _seen_from_outside(error: KernelError) -> KernelError:
    if isinstance(error, LockBusy):
        return InProgress("the same request is being worked on")
    return error
