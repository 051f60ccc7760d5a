"""Doors for machines: keys with scopes, and answers kept so that a request counts once."""
