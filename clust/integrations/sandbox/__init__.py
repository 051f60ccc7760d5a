"""A provider of our own without money: for tests, and for small demos."""
