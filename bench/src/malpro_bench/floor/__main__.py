"""`python -m malpro_bench.floor gateway|orders`: one process, green before anything is imported."""

import importlib
import os
import sys

if __name__ == "__main__":
    importlib.import_module("kernel.entrypoints.nameko_green").go_green()
    importlib.import_module("malpro_bench.floor.programs").run(sys.argv[1], os.environ)
