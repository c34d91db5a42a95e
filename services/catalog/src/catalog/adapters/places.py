"""The 57 kelurahan of Kota Malang by Kemendagri code (35.73), from a file beside this module."""

import csv
from functools import cached_property
from importlib.resources import files


class MalangPlaces:
    @cached_property
    def kelurahan(self) -> frozenset[str]:
        text = files("catalog.adapters").joinpath("kelurahan.csv").read_text(encoding="utf-8")
        return frozenset(row["code"] for row in csv.DictReader(text.splitlines()))
