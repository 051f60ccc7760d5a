"""Signing in at a community's own service (OpenID Connect): one provider a storefront."""
