"""The levels before the total: what each counts, and in which order they come."""
