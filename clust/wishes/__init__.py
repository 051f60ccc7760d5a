"""What people want: wishes, projects, who backs them, and the briefs they are negotiated with."""
