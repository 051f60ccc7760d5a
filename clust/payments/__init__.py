"""Charging what is due, giving back what is too much, and knowing at any moment which is which."""
