"""A works council's own sign-in for demo and tests: the smallest OpenID Connect provider."""
