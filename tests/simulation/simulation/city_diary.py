"""What people ask, under which key, what they are answered, and what stays unknown to them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Any, Protocol
from uuid import UUID

from kernel.domain.errors import Unavailable

Json = dict[str, Any]
_TRIES = 60
_PATIENCE_S = (0.2, 45.0)
_BUSY = frozenset({"conflict", "in_progress"})
BUG = "internal_error"


class Outcome(StrEnum):
    OPEN = auto()  # Nobody has answered yet, or ever will.
    DONE = auto()
    REFUSED = auto()


class Line(Protocol):
    """A client's telephone line: late, cut off before or after it took effect, or fine."""

    def call(self, service: str, method: str, **arguments: Any) -> Any: ...

    def sleep(self, seconds: float) -> None: ...


class Clock(Protocol):
    def now(self) -> datetime: ...


@dataclass(slots=True, kw_only=True)
class Entry:
    """
    One command as its sender remembers it.

    :param repeats: what she was answered when she asked again after an answer
    :param misuses: what she was answered to something else under the same key
    :param unknown: how often nobody could tell her whether it was done
    """

    actor_id: str
    service: str
    route: str
    payload: Json
    key: str
    asked_at: datetime
    outcome: Outcome = Outcome.OPEN
    answer: Json = field(default_factory=dict)
    repeats: list[Json] = field(default_factory=list)
    misuses: list[Json] = field(default_factory=list)
    unknown: int = 0

    @property
    def command_id(self) -> str:
        return command_id_of(self.key)

    @property
    def code(self) -> str:
        error: Json = self.answer.get("error", {})
        return str(error.get("code", ""))


def command_id_of(key: str) -> str:
    """Return the id that a command has at every repeat, as the gateway would give it."""
    return key


@dataclass(slots=True, kw_only=True)
class Diary:
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Person:
    """
    Somebody with a telephone.

    :param luck: her own chance, the same whatever others do
    """

    name: str
    actor_id: str
    role: str
    line: Line
    clock: Clock
    diary: Diary
    luck: random.Random
    institution_id: str | None = None
    memberships: tuple[str, ...] = ()
    authority_ref: str | None = None

    def ask(self, service: str, route: str, /, **payload: Any) -> Json | None:
        """Ask until there is an answer; None for a refusal, and for what stays unknown."""
        entry = self.asked(service, route, **payload)
        found: Json | None = entry.answer["ok"] if entry.outcome is Outcome.DONE else None
        return found

    def asked(self, service: str, route: str, /, **payload: Any) -> Entry:
        """Ask until there is an answer, and now and then once more; return what was noted."""
        entry = Entry(
            actor_id=self.actor_id,
            service=service,
            route=route,
            payload=payload,
            key=str(UUID(int=self.luck.getrandbits(128), version=4)),
            asked_at=self.clock.now(),
        )
        self.diary.entries.append(entry)
        self._ask(entry)
        if entry.outcome is Outcome.DONE:
            self._perhaps_again(entry)
        return entry

    def _ask(self, entry: Entry) -> None:
        wait = _PATIENCE_S[0]
        for _ in range(_TRIES):
            answer = self._call(entry, entry.payload)
            if answer is None:
                entry.unknown += 1
            elif not _is_later(answer):
                entry.answer = answer
                entry.outcome = Outcome.DONE if "ok" in answer else Outcome.REFUSED
                return
            self.line.sleep(wait * self.luck.uniform(0.5, 1.0))
            wait = min(wait * 2, _PATIENCE_S[1])

    def _perhaps_again(self, entry: Entry) -> None:
        """Ask the same once more, or something else under the same key."""
        chance = self.luck.random()
        if chance < 0.1:
            _keep(entry.repeats, self._call(entry, entry.payload))
        elif chance < 0.14:
            other = {**entry.payload, **_otherwise(entry.payload)}
            if other != entry.payload:
                _keep(entry.misuses, self._call(entry, other))

    def _call(self, entry: Entry, payload: Json) -> Json | None:
        message = {
            "route": entry.route,
            "payload": payload,
            "context": self.context(entry),
            "key": entry.key,
        }
        same = payload is entry.payload
        twice = same and self.luck.random() < 0.03
        try:
            answers = self.line.call(
                entry.service, "execute", commands=[message] * (2 if twice else 1)
            )
        except Unavailable:
            return None
        if twice and not _is_later(answers[1]) and not _is_later(answers[0]):
            entry.repeats.append(answers[1])
        first: Json = answers[0]
        return first

    def context(self, entry: Entry) -> Json:
        return {
            "actor_id": self.actor_id,
            "actor_role": self.role,
            "actor_institution_id": self.institution_id,
            "authority_ref": self.authority_ref,
            "command_id": entry.command_id,
            "correlation_id": entry.key,
            "roles": [self.role],
            "memberships": list(self.memberships),
        }


def _is_later(answer: Mapping[str, Any]) -> bool:
    """Tell whether nothing was decided, so that the same is worth asking again."""
    error = answer.get("error")
    if not error:
        return False
    if error["family"] == "unavailable":
        return bool(error["code"] != BUG)
    return error["family"] == "conflict" and error["code"] in _BUSY


def _keep(answers: list[Json], answer: Json | None) -> None:
    if answer is not None and not _is_later(answer):
        answers.append(answer)


def _otherwise(payload: Json) -> Json:
    """Change one number a little, if there is any."""
    for name, value in payload.items():
        if isinstance(value, int) and not isinstance(value, bool):
            return {name: value + 100}
    return {}
