"""Stand-ins for outside services: small programs of their own, for tests and the demo."""
