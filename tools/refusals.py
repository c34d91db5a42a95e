"""Find the codes with which each command and question may be refused, from the code behind it.

Whatever a handler names, and whatever that names in turn, is followed as far as it belongs to the
service or to the kernel's rules; the error classes met on the way are the answers it can give.
"""

import functools
import inspect
import types
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from gateway.entrypoints import file_views, own_views
from gateway.entrypoints.problems import STATUSES
from kernel.adapters.definition import ServiceDefinition
from kernel.domain.errors import KernelError

Codes = dict[str, list[str]]
FAMILIES = {family: str(status) for family, status, _ in STATUSES}


RULES = ("kernel.domain.", "kernel.application.", "kernel.adapters.inbox")


def refusals(definitions: Iterable[ServiceDefinition]) -> dict[str, Codes]:
    """Return the codes by operation and status."""
    found = {
        name: by_status(errors_behind((view,), "gateway"))
        for views in (own_views.VIEWS, file_views.VIEWS)
        for name, view in views.items()
    }
    for one in definitions:
        doors: dict[str, tuple[Any, ...]] = {
            name: (command.handle, command.type, command.prepare)
            for name, command in one.commands.items()
        }
        doors |= {
            name: (question.answer, question.type) for name, question in one.questions.items()
        }
        for name, entrances in doors.items():
            found[name] = by_status(errors_behind(entrances, one.name))
    return dict(sorted(found.items()))


def by_status(errors: Iterable[type[KernelError]]) -> Codes:
    codes: dict[str, set[str]] = {}
    for error in errors:
        status = next((one for family, one in FAMILIES.items() if issubclass(error, family)), None)
        if status is not None:
            codes.setdefault(status, set()).add(error.code)
    return {status: sorted(codes[status]) for status in sorted(codes)}


def errors_behind(entrances: Iterable[Any], package: str) -> set[type[KernelError]]:
    """Return the error classes with a code of their own that are named behind the entrances."""
    errors: set[type[KernelError]] = set()
    seen: set[int] = set()
    todo = list(entrances)
    while todo:
        thing = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, type) and issubclass(thing, KernelError):
            errors |= {thing} if "code" in vars(thing) and thing not in FAMILIES else set()
        elif ours(thing, package):
            todo += named_by(thing)
    return errors


def ours(thing: Any, package: str) -> bool:
    if isinstance(thing, functools.partial):
        return True
    module = getattr(thing, "__module__", None) or ""
    return module.startswith((f"{package}.", *RULES))


def named_by(thing: Any) -> Iterator[Any]:
    """Yield what a function, a partial, a class or a value of ours names."""
    if isinstance(thing, functools.partial):
        yield from (thing.func, *thing.args, *thing.keywords.values())
    elif isinstance(thing, type):
        yield from (one for one in vars(thing).values() if inspect.isroutine(one))
        yield from (one.fget for one in vars(thing).values() if isinstance(one, property))
    elif inspect.isfunction(thing):
        known = inspect.getclosurevars(thing)
        yield from known.nonlocals.values()
        names = set(names_in(thing.__code__))
        for name in names:
            found = thing.__globals__.get(name)
            yield found
            if isinstance(found, types.ModuleType):
                yield from (getattr(found, one, None) for one in names)
    elif is_dataclass(thing):
        yield type(thing)
        yield from (getattr(thing, one.name) for one in fields(thing))


def names_in(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from names_in(constant)
