"""What is done before a clust: by the desk, and by suppliers who answer it."""
