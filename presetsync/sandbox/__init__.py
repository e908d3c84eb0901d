"""A server that behaves as the documentation of OpenRouter's presets API says.

It only shares the vocabulary of `presetsync.api.wire` with the client, so that both cannot have the
same mistake.
"""
