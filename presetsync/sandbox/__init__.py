"""A server that behaves as OpenRouter's presets API does by its documentation.

It plays the other side, so it shares nothing with the client but the vocabulary of
`presetsync.api.wire`: a mistake in one cannot hide behind the same mistake in the other.
"""
