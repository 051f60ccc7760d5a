"""Bringing notices to screens: web push, encrypted, signed with our key."""
