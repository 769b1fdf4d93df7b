"""What a document key may hold."""
