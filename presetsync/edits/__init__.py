"""Editing a YAML text in place: only the ranges of the values that differ."""
