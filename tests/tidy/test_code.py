"""Every Python file is small, says why it exists, is finished and swallows nothing."""

import ast
import re

from tree import functions, modules

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b|#\s*stub\b")
SKIPS = ("pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.skip")
MORE_SKIPS = ("pytest.xfail", "pytest.importorskip", "unittest.skip", "unittest.SkipTest")
CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")


def test_no_module_is_longer_than_a_sitting() -> None:
    lengths = {module.name: module.text.count("\n") for module in modules()}

    assert [f"{name}: {n} lines" for name, n in lengths.items() if n > LONGEST_MODULE] == []


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{module.name}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module, node in functions()
    }

    assert [f"{name}: {n} lines" for name, n in lengths.items() if n > LONGEST_FUNCTION] == []


def test_every_module_says_why_it_exists() -> None:
    assert [module.name for module in modules() if not ast.get_docstring(module.tree)] == []


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{module.name}:{number}: {line.strip()}"
        for module in modules()
        if not module.is_test
        for number, line in enumerate(module.text.splitlines(), 1)
        if UNFINISHED.search(line)
    ]

    assert found == []


def test_no_exception_is_passed_over_in_silence() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and all(isinstance(s, ast.Pass) for s in node.body)
    ]

    assert found == []


def test_no_broad_suppression() -> None:
    wide = ("suppress(Exception)", "suppress(BaseException)")
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node).endswith(wide)
    ]

    assert found == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    found = [
        f"{module.name}:{line}: {name}"
        for module in modules()
        if module.is_test
        for line, name in module.names()
        if name in (*SKIPS, *MORE_SKIPS)
    ]

    assert found == []


def test_every_test_claims_something() -> None:
    claims = re.compile(r"\bassert\b|raises|check|verify|holds|expect")
    found = [
        f"{module.name}:{node.lineno} {node.name}"
        for module, node in functions()
        if module.is_test and node.name.startswith("test_")
        if not claims.search(ast.unparse(node))
    ]

    assert found == []


def test_the_inner_rooms_are_told_the_time() -> None:
    found = [
        f"{module.name}:{line}: {name}"
        for module in modules()
        if module.room() in ("domain", "application")
        for line, name in module.names()
        if name.endswith(CLOCKS)
    ]

    assert found == []
