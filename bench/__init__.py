"""Measurements, each printing figures; `python -m bench.NAME`."""
