"""One example of every request and every answer, for the document and for the tests."""

from collections.abc import Mapping
from typing import Any

from gateway.entrypoints.examples import (
    accounts,
    catalog,
    compliance,
    files,
    notices,
    orders,
    payments,
)

_ALL = (accounts, files, catalog, orders, payments, compliance, notices)

REQUESTS: Mapping[str, dict[str, Any]] = {
    name: example for one in _ALL for name, example in one.REQUESTS.items()
}
ANSWERS: Mapping[str, dict[str, Any]] = {
    name: example for one in _ALL for name, example in one.ANSWERS.items()
}
