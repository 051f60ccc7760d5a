"""Who brings buyers, under which terms, by which links; who came by one of them."""
