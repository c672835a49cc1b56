"""Recount: a published figure computed once more from the raw file, by a plain road that no step takes.

Files are read again; then one figure is counted at a time, without folds, tables or stored results. What has no plain
second road says so. Nothing printed comes from here: it is what an explanation holds beside the published number.
"""
