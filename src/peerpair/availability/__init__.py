"""Busy, free and unknown time of residents on a grid."""
