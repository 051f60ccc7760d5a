"""Royalties, tested as business facts."""
