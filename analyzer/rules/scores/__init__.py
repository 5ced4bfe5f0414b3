"""Indicators and scores: weights, sums, attainment, grades, wording."""
