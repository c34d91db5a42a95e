"""What the documents name is there: links, files, modules, admin commands, metrics, log lines."""

import re
import shlex
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from itertools import product
from pathlib import PurePosixPath

import click
import pytest
from tree import ROOT, files, texts

from gateway.entrypoints.commands import admin as gateway_admin
from kernel.entrypoints.admin import admin

LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`]+)`")
PATH = re.compile(r"\w[\w.*{},<>/-]*")
# Only what stands in a room: `orders.order_placed.v1` is an event.
MODULE = re.compile(
    r"\b(?:kernel|catalog|orders|payments|compliance|gateway)"
    r"\.(?:domain|application|adapters|entrypoints|testing|bootstrap|settings)(?:\.\w+)*"
)
ADMIN = re.compile(r"([\w>]*) ?\badmin ([a-z][^|`#\n]*)")
METRIC = re.compile(r"\bmalpro_(?!embedded|finance)[a-z_]+")
LOGGED = re.compile(
    r"(?<!\.)\b(?:event|message|provider|publisher|relay|subscription|timers?|work)"
    r"\.(?!py\b)[a-z_]+"
)
TARGET = re.compile(r"\bmake ([a-z]+)")

SUFFIXES = (".py", ".md", ".toml", ".json", ".yaml", ".csv", ".lock", ".sh")
CODE = "\n".join(text for name, text in texts() if name.endswith(".py") and "/src/" in name)


@cache
def documents() -> dict[str, str]:
    return {name: text for name, text in texts() if name.endswith(".md")}


@cache
def places() -> frozenset[str]:
    """Every file and folder, from the root."""
    folders = {str(folder) for name in files() for folder in PurePosixPath(name).parents}
    return frozenset(files()) | folders


def spans(text: str) -> Iterator[str]:
    """Yield what stands in backticks within the prose."""
    for found in INLINE.finditer(FENCE.sub("", text)):
        yield " ".join(found[1].split())


def literals() -> Iterator[tuple[str, str]]:
    """Yield each document's name with every bit of it that is meant literally."""
    for name, text in documents().items():
        for literal in (*spans(text), *FENCE.findall(text)):
            yield name, literal


def names_a_place(span: str) -> bool:
    tops = {place.partition("/")[0] for place in places() if "/" in place}
    if not PATH.fullmatch(span):
        return False
    return span.endswith(SUFFIXES) or ("/" in span and span.partition("/")[0] in tops)


def meant(path: str) -> Iterator[str]:
    """Yield the patterns that `a/{b,c}/<d>/` stands for."""
    parts = re.split(r"\{([^{}]+)\}", re.sub(r"<[^>]*>", "*", path).strip("/"))
    for one in product(*(part.split(",") if i % 2 else [part] for i, part in enumerate(parts))):
        yield "".join(one)


def is_a_place(pattern: str) -> bool:
    """A document may name a file from the root, or from a folder that it speaks of."""
    return any(fnmatch(one, pattern) or fnmatch(one, f"*/{pattern}") for one in places())


def is_a_name(dotted: str) -> bool:
    """Tell whether it is a package, a module, or a word in one."""
    path = dotted.replace(".", "/")
    if is_a_place(f"src/{path}") or is_a_place(f"src/{path}.py"):
        return True
    parent, _, last = path.rpartition("/")
    holders = [text for name, text in texts() if name.endswith(f"src/{parent}.py")]
    return any(re.search(rf"\b{last}\b", text) for text in holders)


def is_understood(root: click.Command, words: list[str]) -> bool:
    """Tell whether click would know the command and every option."""
    command = root
    while isinstance(command, click.Group):
        if not words or words[0] not in command.commands:
            return False
        command, words = command.commands[words[0]], words[1:]
    options = {option for param in command.params for option in param.opts}
    return all(word in options for word in words if word.startswith("--"))


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{name}: {link}"
        for name, text in documents().items()
        for link in LINK.findall(FENCE.sub("", text))
        if "://" not in link and not (ROOT / name).parent.joinpath(link).exists()
    ]

    assert broken == []


def test_every_file_that_is_named_exists() -> None:
    missing = [
        f"{name}: {pattern}"
        for name, text in documents().items()
        for span in spans(text)
        if names_a_place(span)
        for pattern in meant(span)
        if not is_a_place(pattern)
    ]

    assert missing == []


def test_every_module_that_is_named_exists() -> None:
    named = {(name, one) for name, literal in literals() for one in MODULE.findall(literal)}

    assert [f"{name}: {one}" for name, one in sorted(named) if not is_a_name(one)] == []


def test_every_admin_command_that_is_named_exists() -> None:
    refused = [
        f"{name}: {found[0]}"
        for name, literal in literals()
        for found in ADMIN.finditer(literal)
        if not is_understood(
            gateway_admin if found[1] == "gateway" else admin,
            shlex.split(re.sub(r"[\[\]]", "", found[2])),
        )
    ]

    assert refused == []


@pytest.mark.parametrize("kind", [METRIC, LOGGED], ids=["metrics", "log lines"])
def test_what_operations_is_told_to_watch_is_in_the_code(kind: re.Pattern[str]) -> None:
    told = {(name, one) for name, literal in literals() for one in kind.findall(literal)}

    assert told
    assert [f"{name}: {one}" for name, one in sorted(told) if f'"{one}"' not in CODE] == []


def test_every_target_of_make_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    told = {(name, one) for name, literal in literals() for one in TARGET.findall(literal)}

    assert [f"{name}: {one}" for name, one in sorted(told) if one not in targets] == []
