"""What a log line may tell of an error nobody foresaw: its kind and place, never its values."""

from collections.abc import Iterator
from traceback import format_tb

from kernel.domain.errors import KernelError


def bug_report(error: BaseException) -> dict[str, str]:
    """
    Return fields for a log line.

    A driver's message can quote a whole row, and a row of the vault is a person's address.
    """
    trace = "caused by\n".join(
        f"{type(one).__name__}\n{''.join(format_tb(one.__traceback__))}" for one in _chain(error)
    )
    report = {"error": type(error).__name__, "trace": trace}
    sqlstate = getattr(getattr(error, "orig", None), "pgcode", None)
    return {**report, "sqlstate": sqlstate} if sqlstate else report


def reason_code(error: BaseException) -> str:
    """Return the stable code under which an error is counted and parked."""
    return error.own_code if isinstance(error, KernelError) else "unexpected_error"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error, what caused it, what caused that, each once."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
