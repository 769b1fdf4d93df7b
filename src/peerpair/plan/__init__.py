"""Over several rounds: what happened, what is kept, who joins, and how it goes on."""
