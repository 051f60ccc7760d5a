"""The promises: plain functions, values in, values out."""
