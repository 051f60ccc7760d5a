"""What communities owe for their subsidies: stated by the month, paid by transfer."""
