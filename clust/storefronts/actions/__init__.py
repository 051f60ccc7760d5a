"""What communities do: found tribes, appoint officers, set up their shops, let people in."""
