"""The finance command stands alone: pika and the standard library are all that it needs."""

import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from finance_examples import chain_of

ROOT = Path(__file__).resolve().parents[3]
# Without site-packages: whatever else it wanted would not be found.
ALONE = """
import sys
sys.path[:0] = sys.argv[1:3]
from malpro_finance.entrypoints.cli import main
code = main(sys.argv[3:])
known = {"pika", "malpro_finance", "__main__"} | sys.stdlib_module_names
print(sorted({name.partition(".")[0] for name in sys.modules} - known), file=sys.stderr)
sys.exit(code)
"""


def project(path: str) -> dict[str, Any]:
    told: dict[str, Any] = tomllib.loads((ROOT / path).read_text())["project"]
    return told


def test_the_installed_package_runs_beside_pika_alone(tmp_path: Path) -> None:
    packages, beside = tmp_path / "packages", tmp_path / "beside"
    options = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-qq",
            *options,
            "--target",
            packages,
            "./finance",
        ],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "PIP_CONSTRAINT": os.devnull},
        check=True,
    )
    pika = find_spec("pika")
    assert pika is not None
    assert pika.origin is not None
    beside.mkdir()
    (beside / "pika").symlink_to(Path(pika.origin).parent)
    chain = tmp_path / "chain.jsonl"
    chain.write_bytes(b"".join(line + b"\n" for line in chain_of(10)))

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ALONE, packages, beside, "verify", chain],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert "Utuh: 10 baris" in done.stdout
    assert (packages / "bin" / "finance").exists()


def test_pika_is_the_only_dependency_and_locked_to_the_version_of_all() -> None:
    own = project("finance/pyproject.toml")
    lock = (ROOT / "finance" / "requirements.lock").read_text()
    packages = re.findall(r"^([\w-]+)==(\S+)", lock, re.MULTILINE)

    assert own["dependencies"] == project("pyproject.toml")["optional-dependencies"]["finance"]
    assert [name for name, _ in packages] == ["pika"]
    assert packages[0][1] == metadata.version("pika")
    assert lock.count("--hash=sha256:") >= 1
    assert f"pika=={packages[0][1]} " in (ROOT / "requirements.lock").read_text()
