"""
The chain: name, who is due, what to do.

Workers run it, the desk shows it. No step calls the one after it: each asks which rows wait for
it and writes what comes next. The queue is the work list; `wake_due`, which asks the tables, is
the safety net under it.
"""

from clust.flow.chain import CHAIN as CHAIN
from clust.flow.chain import STEPS as STEPS
from clust.flow.engine import act as act
from clust.flow.engine import park as park
from clust.flow.engine import resting as resting
from clust.flow.engine import take_step as take_step
from clust.flow.engine import try_again as try_again
from clust.flow.engine import wake_due as wake_due
from clust.flow.engine import walk as walk
from clust.flow.post import send as send
from clust.flow.post import show as show
from clust.flow.post import tell as tell
from clust.flow.post import tell_machines as tell_machines
from clust.flow.queue import enqueue_delivery as enqueue_delivery
from clust.flow.reach import DAYS as DAYS
from clust.flow.reach import EVER as EVER
from clust.flow.step import Step as Step
from clust.flow.work import ask_register as ask_register
from clust.flow.work import bring_to_screens as bring_to_screens
from clust.flow.work import collect as collect
from clust.flow.work import deliver as deliver
from clust.flow.work import look_after_cards as look_after_cards
from clust.flow.work import look_at_links as look_at_links
from clust.flow.work import prove_domains as prove_domains
from clust.flow.work import reap as reap
from clust.flow.work import send_events as send_events
from clust.flow.work import sweep as sweep
from clust.flow.work import sweep_all as sweep_all
from clust.flow.work import take as take
from clust.flow.work import tidy as tidy
