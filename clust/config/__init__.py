"""How the house is put together: the only place that knows every part."""
