"""Comparing an edited copy with its original, apart from the code that edited it."""
