"""What can be done about partners, their terms and their links."""
