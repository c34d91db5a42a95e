"""What all tests of payments may ask for."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from payments_strangers import install_distribution

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install packages that are gone again after the test."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield partial(install_distribution, tmp_path)
    for module in set(sys.modules) - before:
        if module.startswith("stranger"):
            del sys.modules[module]
