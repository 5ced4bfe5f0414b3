"""Edits to a package: marks, pages, entries, document properties."""
