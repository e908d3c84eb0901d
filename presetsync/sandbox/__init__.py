"""A server that behaves as the documentation of OpenRouter's presets API says.

It shares nothing with the client but the vocabulary of `presetsync.api.wire`, so that a mistake in
one cannot hide behind the same mistake in the other.
"""
