"""What can be done with statements, transfers and payouts."""
