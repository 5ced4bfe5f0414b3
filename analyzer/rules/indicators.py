"""Indicators: targets, actual values and their explanations."""
