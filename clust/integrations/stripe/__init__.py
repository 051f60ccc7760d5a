"""Stripe: the client, what its answers mean here, and the messages it sends."""
