"""Workbooks into long tables, and what could not be read."""
