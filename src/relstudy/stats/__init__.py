"""Arithmetic on arrays and codes: no study, no item, no file."""
