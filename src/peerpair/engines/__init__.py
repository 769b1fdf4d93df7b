"""The solvers of OR-Tools behind two small doors; nothing else imports ortools."""
