"""A stand-alone reader of the finance chain, for finance clerks and their programmers."""
