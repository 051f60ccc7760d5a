"""Looking at the pages that wishes link to: any address may be a trap."""
