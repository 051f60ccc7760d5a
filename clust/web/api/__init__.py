"""The door for machines: the same nouns and actions as the pages, as JSON under /api/v1/."""
