"""JSON exports: parsed within limits, and whom an entry means."""
