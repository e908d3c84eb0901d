"""Plans and results as Markdown."""
