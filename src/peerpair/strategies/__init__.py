"""Strategies, one way of choosing groups a file; a file dropped in here is live."""
