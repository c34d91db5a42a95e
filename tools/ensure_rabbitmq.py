"""See that RabbitMQ is on this machine before the tests need it, and say what to do if not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kernel.adapters.private_rabbitmq import find_scripts
from kernel.adapters.private_server import ServerDidNotStart

POLICY = Path("/usr/sbin/policy-rc.d")
NEVER_START = "#!/bin/sh\nexit 101\n"


def main() -> None:
    if is_there():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit("The tests need RabbitMQ: apt-get install rabbitmq-server (as root), then again.")
    print("Installing rabbitmq-server ...", flush=True)
    with nothing_started():
        apt("update")
        apt("install", "--yes", "--no-install-recommends", "rabbitmq-server")
    if not is_there():
        sys.exit("apt-get installed rabbitmq-server, but its scripts are not where they belong.")


def is_there() -> bool:
    try:
        find_scripts()
    except ServerDidNotStart:
        return False
    return True


@contextmanager
def nothing_started() -> Iterator[None]:
    """Debian starts what it installs, unless this file says no."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text(NEVER_START)
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        sys.exit(f"apt-get {arguments[0]} failed ({' '.join(last)}): install rabbitmq-server")


if __name__ == "__main__":
    main()
