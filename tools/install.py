"""Make .venv from requirements.lock, hash by hash, and put the members into it.

Runs under any Python 3.11 to 3.13 and needs nothing but the standard library, since it comes first.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
MEMBERS = ("kernel", "services/*", "gateway", "finance", "deploy/embedded", "bench")


def main() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit(
            f"Python 3.11 to 3.13 is needed, this is {sys.version.split()[0]}: PYTHON=python3.12"
        )
    started = time.monotonic()
    if made_by_another_python():
        shutil.rmtree(VENV)
    run(sys.executable, "-m", "venv", str(VENV))
    print("Installing the locked packages ...", flush=True)
    pip("install", "--require-hashes", "-r", "requirements.lock")
    pip("install", "--no-build-isolation", "--no-deps", *editable_members())
    Path(sys.argv[1]).touch()
    print(f"Installed into .venv in {time.monotonic() - started:.0f} s.", flush=True)


def made_by_another_python() -> bool:
    library = VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    return VENV.exists() and not library.exists()


def editable_members() -> list[str]:
    folders = [
        path.parent for member in MEMBERS for path in sorted(ROOT.glob(f"{member}/pyproject.toml"))
    ]
    return [word for folder in folders for word in ("-e", str(folder))]


def pip(*arguments: str) -> None:
    """Keep the machine's own indexes, but not its constraints: the lock already decides."""
    environment = {
        **os.environ,
        "PIP_CONSTRAINT": os.devnull,
        # The build backend of the members is a program in the lock, found on PATH.
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    command = (str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-qq")
    run(*command, *arguments, env=environment)


def run(*command: str, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:5])} ... failed with {done.returncode}")


if __name__ == "__main__":
    main()
