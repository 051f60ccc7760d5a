"""What each address of the shop answers."""
