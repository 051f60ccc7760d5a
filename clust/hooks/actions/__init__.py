"""Listening, what happened, and telling it."""
