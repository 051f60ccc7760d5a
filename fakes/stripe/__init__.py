"""
A stateful stand-in for Stripe, spoken to over HTTP as Stripe is.

It moves no money, listens on this machine only, and knows test cards only. What it answers is
shaped as Stripe's own example objects are; what it cannot do it refuses, it never guesses.
"""
