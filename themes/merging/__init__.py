"""Themes merged and split: what moves, the act itself, and undoing it."""
