"""Measures what Malpro can do, each figure beside a floor from the same run on the same servers."""
