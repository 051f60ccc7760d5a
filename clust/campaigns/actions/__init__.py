"""What can be done with a clust."""
