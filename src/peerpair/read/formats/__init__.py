"""One input format a file; a file dropped in here is live."""
