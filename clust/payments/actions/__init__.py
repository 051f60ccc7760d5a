"""What can be done about the money of orders: collect, charge, refund, decide, call off."""
