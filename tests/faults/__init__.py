"""What goes wrong at once, with real parallel connections; each guard also tried without it."""
