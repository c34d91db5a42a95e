"""Who may do what, as a page for people: every operation with every role, and with none."""

from collections.abc import Iterator

from gateway.domain.roles import Role
from gateway.entrypoints.routes import ROUTES
from gateway.entrypoints.routes.route import Route

_HEAD = """\
# Siapa boleh apa: roles and routes

Written by `make contracts` from `gateway.domain.permissions`; each cell is tried by
`gateway/tests/service/test_permissions.py`. ● may; empty: 403 `role_missing`, and nothing is asked
of a service; without a token: 401 `token_missing`. Whether what is asked about is the caller's own
is for the service to say: 404 if not.
"""
_MAY, _NOT = "●", ""
_COLUMNS = {
    Role.BUYER: "buyer",
    Role.MERCHANT: "merchant",
    Role.CATALOG_OFFICER: "catalog",
    Role.POLICY_OFFICER: "policy",
    Role.HR_OFFICER: "hr",
    Role.UNIT_HEAD: "head",
    Role.FINANCE: "finance",
    Role.AUDITOR: "auditor",
    Role.OPERATOR: "operator",
}


def text() -> str:
    """Return the page."""
    return "\n".join((_HEAD, *_lines())) + "\n"


def _lines() -> Iterator[str]:
    names = ("operation", "", "anonymous", *_COLUMNS.values())
    yield _row(*names)
    yield _row(*("---", "---", *(":-:" for _ in names[2:])))
    for route in ROUTES:
        where = route.path.replace("<uuid:", "{").replace("<", "{").replace(">", "}")
        yield _row(f"`{route.operation}`", f"{route.method} `{where}`", *_cells(route))


def _cells(route: Route) -> Iterator[str]:
    yield _MAY if route.roles is None else _NOT
    for role in _COLUMNS:
        yield _MAY if route.roles is None or role in route.roles else _NOT


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
