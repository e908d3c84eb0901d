"""Finding, reading, checking and caching the preset files of a repository."""
