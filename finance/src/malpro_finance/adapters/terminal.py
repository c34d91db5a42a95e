"""Signals, time, and what is told on standard error."""

import signal
import sys
import textwrap
import time
from threading import Event
from types import FrameType
from typing import TextIO

from malpro_finance.domain.chain import Link

_EVERY_S = 0.2


def wrapped(text: str) -> str:
    """Fold a sentence at eighty columns; an address or a hash stays whole."""
    return textwrap.fill(
        text, 79, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


class ProcessLife:
    """Ends in good order on the first SIGINT or SIGTERM, at once on the second."""

    def __init__(self) -> None:
        self._wish = Event()

    def install(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    @property
    def stopping(self) -> bool:
        return self._wish.is_set()

    def now(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        self._wish.wait(seconds)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._wish.set()
        signal.signal(number, signal.SIG_DFL)


class TerminalNotes:
    """Sentences always; how far it has come only where a person looks."""

    def __init__(self, *, live: bool, stream: TextIO | None = None) -> None:
        """:param live: nothing else is written to the terminal meanwhile"""
        self._stream = stream or sys.stderr
        self._live = live and self._stream.isatty()
        self._shown_at = 0.0
        self._shown = ""
        self._said = ""

    def say(self, text: str) -> None:
        """Say it, but not the same thing over and over."""
        if text == self._said:
            return
        self._said = text
        self._clear()
        print(wrapped(f"finance: {text}"), file=self._stream, flush=True)

    def reached(self, link: Link) -> None:
        now = time.monotonic()
        if self._live and now - self._shown_at >= _EVERY_S:
            self._clear()
            self._shown, self._shown_at = f"  {link.financeseq:,} ...", now
            print(self._shown, end="", file=self._stream, flush=True)

    def close(self) -> None:
        self._clear()

    def _clear(self) -> None:
        if self._shown:
            print("\r" + " " * len(self._shown) + "\r", end="", file=self._stream, flush=True)
            self._shown = ""
