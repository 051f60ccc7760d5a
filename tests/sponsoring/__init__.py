"""Sponsorship."""
