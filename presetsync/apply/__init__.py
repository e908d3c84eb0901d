"""Applying a plan: never loses, repeats or overwrites a version."""
