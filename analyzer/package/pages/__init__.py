"""Whole new worksheets, with charts."""
