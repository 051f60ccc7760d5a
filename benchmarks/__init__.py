"""The speeds of the shop, each beside a reference run in turn on the same machine."""
