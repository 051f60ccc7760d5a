"""The site of partners: what their links bring, what they earn, what we must know of them."""
