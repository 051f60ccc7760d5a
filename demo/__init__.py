"""A shop to look at: an invented catalogue, a crowd that buys, an inbox, all started together."""
