"""A clust on anybody's page: a custom element of one line, a frame, and oEmbed."""
