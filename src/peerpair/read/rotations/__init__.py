"""What the names of rotations mean on the clock."""
