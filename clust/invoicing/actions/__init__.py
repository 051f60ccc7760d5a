"""What can be done about invoices, credit notes and the companies they are made out to."""
