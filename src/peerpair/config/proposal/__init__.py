"""Tables that `peerpair init` proposes, filled in as far as known, and what it asks."""
