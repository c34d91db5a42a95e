"""The seam between the mechanisms and what they are stored in: PostgreSQL, or something else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import update_wrapper
from typing import Concatenate, Generic, ParamSpec, Protocol

import sqlalchemy as sa
from typing_extensions import TypeVar

from kernel.adapters.database import Database

P = ParamSpec("P")
R = TypeVar("R")


class OtherTransaction:
    """A transaction of a store that is not PostgreSQL, see `kernel.adapters.memory`."""


AnyTransaction = sa.Connection | OtherTransaction
T = TypeVar("T", bound=OtherTransaction)


class AnyDatabase(Protocol):
    """What the loops need of a database, wherever it keeps its rows."""

    def transaction(self) -> AbstractContextManager[AnyTransaction]:
        """
        Run one transaction, committed at the end of the block.

        :raises Conflict: somebody else wrote first
        :raises Unavailable: the database is away, or a lock was not to be had in time
        """
        ...

    def reading(self) -> AbstractContextManager[AnyTransaction]:
        """
        Ask questions of which each stands alone, and change nothing.

        :raises Unavailable: the database is away
        """
        ...


# Most of what runs on a database runs on PostgreSQL, and need not say so.
D = TypeVar("D", bound=AnyDatabase, default=Database)


class StoreFunction(Generic[P, R]):
    """
    One question or one change, written for PostgreSQL and once more for each other store.

    Mechanisms call it with the transaction they were given, and so need not know where it runs.
    """

    def __init__(self, function: Callable[Concatenate[sa.Connection, P], R]) -> None:
        update_wrapper(self, function)
        self._function = function
        self._others: dict[type[OtherTransaction], Callable[..., R]] = {}

    def __call__(self, transaction: AnyTransaction, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if isinstance(transaction, OtherTransaction):
            return self._others[type(transaction)](transaction, *args, **kwargs)
        return self._function(transaction, *args, **kwargs)

    def on(
        self, kind: type[T]
    ) -> Callable[
        [Callable[Concatenate[T, P], R]],
        Callable[Concatenate[T, P], R],
    ]:
        """Let the decorated function answer in transactions of that kind."""

        def register(function: Callable[Concatenate[T, P], R]) -> Callable[Concatenate[T, P], R]:
            self._others[kind] = function
            return function

        return register


def store_function(function: Callable[Concatenate[sa.Connection, P], R]) -> StoreFunction[P, R]:
    """Let other stores answer it too."""
    return StoreFunction(function)
