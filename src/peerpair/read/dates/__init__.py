"""Dates and times as tables and calendars write them."""
