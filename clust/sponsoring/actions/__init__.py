"""What can be done about sponsorship."""
