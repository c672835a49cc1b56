"""Readers of a wave's files: foreign formats in, typed frames out, all faults at once."""
