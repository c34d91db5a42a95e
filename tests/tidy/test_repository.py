"""What is committed belongs to everyone: no machine, no secret, no waste, a page per service."""

import re
import tomllib
from pathlib import PurePosixPath

from tree import ROOT, files, modules, texts

# Written in pieces, or this file would be the first that it finds.
HOSTS = ("py" + "pi.org", "pythonhosted" + ".org", "npm" + "js.org", "deb.debian" + ".org")
HERE = re.compile(r"(?<![\w.])/(wo" + r"rk|fa" + r"rm|opt/py" + r"pi)/")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE" + r" KEY-----|\beyJ[\w-]{20,}\.[\w-]{20,}\.")
WASTE_NAMES = ("uv.lock", ".env", ".coverage", ".DS_Store")
WASTE_SUFFIXES = (".pyc", ".pyo", ".log", ".sqlite", ".pem", ".key", ".orig", ".rej")
LARGEST_FILE = 1_000_000
SERVICES = ("catalog", "orders", "payments", "compliance")


def test_no_file_names_a_package_registry() -> None:
    assert [name for name, text in texts() if any(host in text for host in HOSTS)] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert [name for name, text in texts() if HERE.search(text)] == []


def test_no_file_holds_a_secret() -> None:
    assert [name for name, text in texts() if SECRET.search(text)] == []


def test_nothing_is_committed_that_a_tool_makes_anew() -> None:
    found = [
        name
        for name in files()
        if PurePosixPath(name).name in WASTE_NAMES or name.endswith(WASTE_SUFFIXES)
    ]

    assert found == []


def test_no_file_is_large() -> None:
    assert [name for name in files() if (ROOT / name).stat().st_size > LARGEST_FILE] == []


def test_every_text_ends_with_one_newline() -> None:
    found = [
        name for name, text in texts() if text and (not text.endswith("\n") or text[-2:] == "\n\n")
    ]

    assert found == []


def test_every_service_that_has_rules_has_a_page() -> None:
    ruled = {
        module.name.split("/")[1]
        for module in modules()
        if module.name.startswith("services/") and module.room() == "domain"
        if not module.name.endswith("__init__.py")
    }

    assert [name for name in sorted(ruled) if f"services/{name}/README.md" not in files()] == []


def test_every_service_has_the_same_rooms_and_its_own_command() -> None:
    for name in SERVICES:
        project = tomllib.loads((ROOT / f"services/{name}/pyproject.toml").read_text())["project"]
        assert project["scripts"] == {name: f"{name}.entrypoints.cli:main"}
        for room in ("domain", "application", "adapters", "entrypoints"):
            assert f"services/{name}/src/{name}/{room}/__init__.py" in files()


def test_every_locked_package_has_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    packages = re.split(r"\n(?=[a-z0-9])", lock.partition("make lock\n")[2])

    assert len(packages) > len(SERVICES)
    assert [package[:40] for package in packages if "--hash=sha256:" not in package] == []
