"""The names of the 57 kelurahan, from the list that the catalogue checks addresses against."""

import csv
from importlib.resources import files


def kelurahan_names() -> dict[str, tuple[str, str]]:
    """Return each kelurahan's name and its kecamatan's, by Kemendagri code."""
    text = files("catalog.adapters").joinpath("kelurahan.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: (row["kelurahan"], row["kecamatan"]) for row in rows}
