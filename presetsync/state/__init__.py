"""Applied state: the lock, the journal of a run in progress, and merging locks."""
