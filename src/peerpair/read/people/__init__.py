"""Whom a roster means."""
