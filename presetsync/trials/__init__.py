"""Sending what presets say to their models: the requests, what they cost, what is answered."""
