"""Arrived and spent money against the budget and against each other."""
