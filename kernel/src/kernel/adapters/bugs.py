"""What a log line may tell of an error nobody foresaw: its kind and place, never its values."""

from traceback import format_tb

from kernel.domain.errors import KernelError


def bug_report(error: BaseException) -> dict[str, str]:
    """
    Return fields for a log line.

    A driver's message can quote a whole row, and a row of the vault is a person's address.
    """
    report = {"error": type(error).__name__, "trace": "".join(format_tb(error.__traceback__))}
    sqlstate = getattr(getattr(error, "orig", None), "pgcode", None)
    return {**report, "sqlstate": sqlstate} if sqlstate else report


def reason_code(error: BaseException) -> str:
    """Return the stable code under which an error is counted and parked."""
    return error.own_code if isinstance(error, KernelError) else "unexpected_error"
