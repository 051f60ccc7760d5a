"""What carriers tell us about parcels."""
