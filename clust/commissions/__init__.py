"""What we owe those who brought something to a campaign: creators, for what is made of theirs."""
