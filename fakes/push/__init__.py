"""A push service as browsers' makers run one: it opens what it is sent, and checks who signed."""
