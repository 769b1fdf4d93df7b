"""What the input formats share: rows of files, people, dates, templates, and the draft."""
