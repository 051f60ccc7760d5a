"""The domain name system: what a community wrote under its own name."""
