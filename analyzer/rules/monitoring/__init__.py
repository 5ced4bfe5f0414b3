"""Monitoring within the year: progress against the calendar."""
