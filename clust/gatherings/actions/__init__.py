"""What can be done around private clusts."""
