"""Rates: what is claimed against what the figures give."""
