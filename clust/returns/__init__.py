"""After the sale: withdrawing from the contract, sending back, and what is given back for it."""
