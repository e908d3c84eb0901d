"""Carrying a plan out: never losing, repeating or overwriting a version."""
