"""Lint: mistakes beyond the schemas, found by the rules of one registry."""
