"""Resolve requirements.lock: one file for Python 3.11 to 3.13, with hashes, with no index in it.

And, out of it, finance/requirements.lock for those who install the finance command alone.

Keeps the versions that are there unless they no longer fit; `make lock UPGRADE=1` takes the newest.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"
OLDEST_PYTHON = "3.11"
OWN = (
    "kernel",
    "catalog",
    "orders",
    "payments",
    "compliance",
    "gateway",
    "malpro-embedded",
    "malpro-finance",
    "malpro-bench",
)
PYTHON = ("--python-version", OLDEST_PYTHON, "--custom-compile-command", "make lock")
OPTIONS = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--quiet")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run(sys.executable, "-m", "venv", folder)
        run(f"{folder}/bin/pip", "install", "-qq", "--disable-pip-version-check", UV)
        resolve(f"{folder}/bin/uv")


def resolve(uv: str) -> None:
    # Our own packages are installed from their folders, never from an index.
    own = [word for name in OWN for word in ("--no-emit-package", name)]
    newest = ["--upgrade"] if os.environ.get("UPGRADE") else []
    output = ("--extra", "dev", "--output-file", "requirements.lock")
    run(uv, "pip", "compile", *OPTIONS, *PYTHON, *own, *newest, *output, "pyproject.toml")
    output = ("--constraints", "requirements.lock", "--output-file", "finance/requirements.lock")
    run(uv, "pip", "compile", *OPTIONS, *PYTHON, *output, "finance/pyproject.toml")


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} ... failed with {done.returncode}")


if __name__ == "__main__":
    main()
