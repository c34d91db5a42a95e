"""The first thing a `serve` process does: put greenthreads under everything that waits."""

import warnings


def go_green() -> None:
    """Patch the standard library and psycopg2. Nothing that makes locks may be imported before."""
    # eventlet says at import that it only gets bug fixes; the ADR on nameko names the way out.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet  # noqa: PLC0415 - importing this module must not load eventlet into `work`

    eventlet.monkey_patch()


def check_green() -> None:
    """Complain early. :raises RuntimeError: the process was not patched."""
    from eventlet.patcher import is_monkey_patched  # noqa: PLC0415

    if not is_monkey_patched("socket"):
        raise RuntimeError("call kernel.entrypoints.nameko_green.go_green() before anything else")
