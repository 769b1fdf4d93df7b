"""The nouns, frozen, and the two documents."""
