"""YAML: the strict reader, with the positions of what it reads."""
