"""What processes of a crowd do in the tests; a spawned process imports it by this name."""

import os
from collections.abc import Callable


def say(ready: Callable[[], object], letter: str, many: int) -> str:
    ready()
    return letter * many


def die(ready: Callable[[], object], code: int) -> None:
    if code:
        os._exit(code)
    ready()
