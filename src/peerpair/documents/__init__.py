"""Problem and result documents on disk."""
