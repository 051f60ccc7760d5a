"""Private clusts: friends, a club or an office buy together; invitations, and people on paper."""
