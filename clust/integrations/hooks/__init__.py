"""Receivers of webhooks: servers of anybody's, trusted with nothing."""
