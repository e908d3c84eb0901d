"""What was applied: the lock, the journal of a run under way, and merging of locks."""
