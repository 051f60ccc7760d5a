"""Outside services, one folder each: its client, what it does for us, and its messages to us."""
