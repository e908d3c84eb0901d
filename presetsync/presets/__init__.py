"""Presets as data: model, skins, slugs and canonical form."""
