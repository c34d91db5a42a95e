"""The finance command as a process of its own, which can be killed."""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping

PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from malpro_finance.entrypoints.cli import main
sys.exit(main(sys.argv[2:]))
"""


def started(
    *arguments: object,
    environment: Mapping[str, str],
    stdout: int = subprocess.DEVNULL,
    file_size_max: int = resource.RLIM_INFINITY,
) -> subprocess.Popen[bytes]:
    """:param file_size_max: a longer file cannot be written, as on a full disk"""
    command = [sys.executable, "-c", PROGRAM, str(file_size_max), *map(str, arguments)]
    return subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
    )
