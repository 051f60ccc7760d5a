"""What is done with wishes: posting, backing, merging, moderating, voting, briefing."""
