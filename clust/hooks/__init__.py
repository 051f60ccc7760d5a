"""Webhooks: what happened, told to machines that asked, signed, until they have it."""
