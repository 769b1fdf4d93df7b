"""Which dates are known of whom."""
