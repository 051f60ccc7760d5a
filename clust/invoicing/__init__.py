"""Invoices and credit notes: what was sold, with its tax, under numbers without a gap."""
