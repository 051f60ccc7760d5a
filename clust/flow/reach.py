"""How far back the chain looks: what is older is looked for at night only."""

from datetime import timedelta

RECENT = timedelta(minutes=15)
DAYS = timedelta(days=3)
EVER = timedelta(days=36_500)
