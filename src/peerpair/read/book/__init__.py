"""Workbooks: measured first, then read."""
