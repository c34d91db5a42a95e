"""The first thing a `serve` process does: put greenthreads under everything that waits."""

import signal
import warnings


def go_green() -> None:
    """Patch the standard library and psycopg2. Nothing that makes locks may be imported before."""
    # eventlet says at import that it only gets bug fixes; the ADR on nameko names the way out.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet  # noqa: PLC0415 - importing this module must not load eventlet into `work`

    eventlet.monkey_patch()


def interrupt_here() -> None:
    """
    Let Ctrl-C and SIGTERM interrupt the greenthread that calls this.

    Left to itself, Python interrupts whichever greenthread is running when the signal comes.
    """
    import greenlet  # noqa: PLC0415 - as above
    from eventlet.hubs import get_hub  # noqa: PLC0415

    here = greenlet.getcurrent()

    def interrupt(*_: object) -> None:
        if greenlet.getcurrent() is here:
            raise KeyboardInterrupt
        get_hub().schedule_call_global(0, here.throw, KeyboardInterrupt)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)


def check_green() -> None:
    """Complain early. :raises RuntimeError: the process was not patched."""
    from eventlet.patcher import is_monkey_patched  # noqa: PLC0415

    if not is_monkey_patched("socket"):
        raise RuntimeError("call kernel.entrypoints.nameko_green.go_green() before anything else")
