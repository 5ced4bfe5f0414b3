"""Text and form: what must be filled in, codes, names, years, left-over guide text."""
