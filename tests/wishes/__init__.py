"""What people want, tested as business facts."""
