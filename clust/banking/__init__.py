"""What the bank and the provider say came and went, held against the books."""
