"""Scores and weights: their sums, bounds and what the figures would give."""
