"""What residents may be sent."""
