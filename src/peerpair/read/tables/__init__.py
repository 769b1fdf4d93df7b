"""Tables: cells, headers, rows, and what columns mean."""
