"""Counting a campaign's kept numbers again, from its pledges and withdrawals."""

from clust.base.checks import Checking
from clust.campaigns.checks.clearings import CLEARINGS
from clust.campaigns.checks.facts import FACTS
from clust.campaigns.checks.gates import GATES
from clust.campaigns.checks.holds import HOLDS

CHECKS: tuple[Checking, ...] = (*FACTS, *GATES, *HOLDS, *CLEARINGS)
