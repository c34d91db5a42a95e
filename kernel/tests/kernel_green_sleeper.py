"""A green process whose greenthreads are always busy while its main one waits; a test ends it."""

from kernel.entrypoints.nameko_green import go_green, interrupt_here

go_green()

import sys  # noqa: E402 - the standard library must be green before anything else is imported
import threading  # noqa: E402
import time  # noqa: E402


def busy() -> None:
    """Do nothing but work, and give way now and then."""
    while True:
        for _ in range(200_000):
            pass
        time.sleep(0)


def main() -> None:
    interrupt_here()
    for _ in range(3):
        threading.Thread(target=busy, daemon=True).start()
    try:
        print("ready", flush=True)  # noqa: T201 - the test reads it
        while True:
            time.sleep(0.05)
    except KeyboardInterrupt:
        print("interrupted", flush=True)  # noqa: T201 - the test reads it
        sys.exit(3)


if __name__ == "__main__":
    main()
