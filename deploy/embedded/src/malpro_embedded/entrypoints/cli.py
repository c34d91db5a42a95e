"""`malpro-embedded demo` and `malpro-embedded run`."""

import importlib
import sys


def main() -> None:
    """Run the command line; the demo turns green before anything else is imported."""
    if sys.argv[1:2] == ["demo"]:
        importlib.import_module("kernel.entrypoints.nameko_green").go_green()
        sys.exit(importlib.import_module("malpro_embedded.entrypoints.demo").main(sys.argv[2:]))
    if sys.argv[1:2] == ["run"]:
        sys.exit(importlib.import_module("malpro_embedded.entrypoints.run").main(sys.argv[2:]))
    sys.exit("usage: malpro-embedded demo [--once] [--seed N] [--city small|malang] | run")
