"""What a repository is configured to do: presetsync.yaml, its environments, their settings."""
