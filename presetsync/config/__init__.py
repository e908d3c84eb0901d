"""The configuration of a repository: presetsync.yaml, its environments and their settings."""
