"""Which of the shared times are proposed."""
