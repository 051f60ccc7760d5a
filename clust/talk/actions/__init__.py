"""What is done in the conversation: saying, answering, thanking, reviewing, moderating."""
