"""Calendars (iCalendar, RFC 5545): lines, events, recurrences, zones."""
