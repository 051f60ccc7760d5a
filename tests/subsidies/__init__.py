"""What communities pay."""
