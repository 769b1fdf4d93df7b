"""One output format a file; a file dropped in here is live."""
