"""Clust: a shop whose prices fall as people join."""
