"""The finance command as a process of its own, which can be killed."""

import os
import subprocess
import sys
from collections.abc import Mapping

PROGRAM = "import sys; from malpro_finance.entrypoints.cli import main; sys.exit(main())"


def started(
    *arguments: object, environment: Mapping[str, str], stdout: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
    )
