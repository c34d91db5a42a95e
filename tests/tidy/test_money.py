"""Money is whole rupiah everywhere: every name that ends in _idr is an int."""

import ast
import re
from collections.abc import Iterator

from tree import Module, modules, texts

WHOLE = re.compile(r"^(\w+: )?(int|int \| None|None \| int)$|\[(str, )?int(, \.\.\.)?\]$")
WHOLE_COLUMNS = ("BigInteger", "BIGINT", "Integer", "SmallInteger")
WHOLE_FIELDS = ("Integer", "Int", "Rupiah")
BROKEN_SQL = re.compile(r"(?i)_idr\"?\s+(numeric|decimal|real|double|float|money|text|varchar)")


def annotated(module: Module) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.AnnAssign):
            yield node.lineno, ast.unparse(node.target), ast.unparse(node.annotation)
        if isinstance(node, ast.arg) and node.annotation is not None:
            yield node.lineno, node.arg, ast.unparse(node.annotation)


def test_fields_and_arguments_of_money_are_whole_rupiah() -> None:
    found = [
        f"{module.name}:{line}: {name}: {annotation}"
        for module in modules()
        for line, name, annotation in annotated(module)
        if name.endswith("_idr") and not WHOLE.search(annotation)
    ]

    assert found == []


def test_columns_of_money_are_whole_rupiah() -> None:
    found = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Column"):
                name, *kinds = [ast.unparse(argument) for argument in node.args] or [""]
                whole = kinds and kinds[0].removesuffix("()").endswith(WHOLE_COLUMNS)
                if name.strip("'").endswith("_idr") and not whole:
                    found.append(f"{module.name}:{node.lineno}: {name}")

    assert found == []


def test_schemas_of_money_are_whole_rupiah() -> None:
    found = [
        f"{module.name}:{node.lineno}: {ast.unparse(node.targets[0])}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if ast.unparse(node.targets[0]).endswith("_idr")
        if ast.unparse(node.value.func).startswith("fields.")
        if not ast.unparse(node.value.func).endswith(WHOLE_FIELDS)
    ]

    assert found == []


def test_no_statement_makes_money_anything_but_whole() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts()
        if name.endswith((".py", ".sql"))
        for match in BROKEN_SQL.finditer(text)
    ]

    assert found == []
