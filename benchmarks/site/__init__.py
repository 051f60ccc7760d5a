"""The shop as it runs, with reference views beside its own pages."""
