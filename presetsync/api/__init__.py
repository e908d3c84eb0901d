"""The server: what its replies look like, what they mean, and how to ask it."""
