"""What communities owe."""
