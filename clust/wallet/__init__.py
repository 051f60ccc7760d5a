"""What a person pays with: cards saved at a provider, and credits they earned."""
