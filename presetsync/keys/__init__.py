"""API keys: where they come from, what they look like, and how they are kept out of text."""
