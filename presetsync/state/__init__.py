"""What was applied: the lock as data, its file, and the journal of a run under way."""
