"""Plans as one HTML file."""
