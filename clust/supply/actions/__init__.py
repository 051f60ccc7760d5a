"""What is done with goods: ordered, answered, sent, received, disposed of, billed."""
