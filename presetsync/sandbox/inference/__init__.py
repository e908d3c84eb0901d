"""Inference: presets are resolved, requests routed by the catalogue, and answered with fixed words.

Sources: the presets guide; the guides on provider selection, fallbacks, service tiers and router
metadata; the pages on errors, streaming and usage; the OpenAPI document.
"""
