"""Builds the shipped schemas from the SDK's models and the overlay."""
