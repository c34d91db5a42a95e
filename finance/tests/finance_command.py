"""The finance command, run in this process with an environment of its own."""

from dataclasses import dataclass, field

import pytest

from malpro_finance.entrypoints.cli import main


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Standard error, unfolded."""
        return " ".join(self.err.split())


@dataclass(slots=True)
class Finance:
    """Runs `finance ...` with an environment of its own."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: object, **environment: str) -> Answer:
        for name, value in (self.environment | environment).items():
            self.monkeypatch.setenv(name, value)
        self.capsys.readouterr()
        code = main([str(one) for one in arguments])
        out, err = self.capsys.readouterr()
        return Answer(code, out, err)
