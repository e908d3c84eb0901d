"""The API: its calls, the shape of its replies, and their meaning."""
