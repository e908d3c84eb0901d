"""Inference: resolves presets, routes requests by the catalogue, and gives fixed answers.

Sources: the presets guide; the guides on provider selection, fallbacks, service tiers and router
metadata; the pages on errors, streaming and usage; the OpenAPI document.
"""
