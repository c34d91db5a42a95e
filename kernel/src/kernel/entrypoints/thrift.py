"""Keeps Python's garbage collector from looking again and again at what will never be dropped."""

import gc

# By default it looks after every 700 objects. A batch of a few orders makes as many, which end by
# themselves; only those in a circle wait for a look, some ten megabytes at the most.
_NEW_OBJECTS = 20_000
_YOUNG_LOOKS, _OLD_LOOKS = 20, 20


def collect_seldom() -> None:
    """
    Leave out what is there now, and look at the rest less often.

    Called once everything is imported and set up: all of it stays for the life of the process.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_LOOKS, _OLD_LOOKS)
