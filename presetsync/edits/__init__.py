"""Changes of a YAML text in place: the ranges of the values that differ, and no other byte."""
