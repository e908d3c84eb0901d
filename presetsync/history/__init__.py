"""What a preset was, what it is, and the way back: its states, compared and traced."""
