"""What the mail provider tells us of mails that came back or were called spam."""
