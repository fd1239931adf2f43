"""Measurements, each a module to run with `python -m`; `make bench` runs all."""
