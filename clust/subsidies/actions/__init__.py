"""What is done with subsidies: plan them, promise them, let them go."""
