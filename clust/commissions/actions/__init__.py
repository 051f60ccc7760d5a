"""What can be done about royalties."""
