"""The files of this repository that are committed or could be, and their syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file, read and parsed once."""

    name: str
    text: str
    tree: ast.Module

    @property
    def is_test(self) -> bool:
        return "/tests/" in f"/{self.name}"

    def room(self) -> str:
        """Tell the room of a source file (`domain`), or nothing."""
        parts = self.name.split("/")
        inside = parts[parts.index("src") + 2 :] if "src" in parts else []
        return inside[0] if len(inside) > 1 else ""

    def names(self) -> Iterator[tuple[int, str]]:
        """Every dotted name that is used, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute | ast.Name):
                yield node.lineno, ast.unparse(node)


@cache
def files() -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return tuple(sorted(name for name in listed if (ROOT / name).is_file()))


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every file that is text, with its text."""
    found = []
    for name in files():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            found.append((name, content.decode("utf-8")))
    return tuple(found)


@cache
def modules() -> tuple[Module, ...]:
    return tuple(
        Module(name=name, text=text, tree=ast.parse(text, name))
        for name, text in texts()
        if name.endswith(".py")
    )


def functions() -> Iterator[tuple[Module, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield module, node
