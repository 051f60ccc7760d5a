"""Where a project stands: its votes, how far it came, what happens next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Campaign
from clust.sourcing.models import Award, Enquiry
from clust.web.parts.dots import Dots
from clust.wishes.models import Milestone, Project, Vote
from clust.wishes.voting import day_of, with_votes

LABELS: dict[str, tuple[Any, str]] = {
    "proposed": (_("being looked at"), "waiting"),
    "refused": (_("not taken up"), "off"),
    "voting": (_("in the vote"), "live"),
    "counting": (_("being counted"), "waiting"),
    "lost": (_("not won"), "off"),
    "won": (_("won"), "done"),
    "enquired": (_("with manufacturers"), "live"),
    "awarded": (_("manufacturer found"), "done"),
    "campaign": (_("the clust is open"), "live"),
    "closed": (_("the clust is closed"), "done"),
}
WAY = (
    ("proposed", _("The idea")),
    ("voting", _("The vote")),
    ("enquired", _("The manufacturer")),
    ("campaign", _("The clust")),
    ("closed", _("Made and sent")),
)
REACHED = {
    "proposed": 0,
    "refused": 0,
    "voting": 1,
    "counting": 1,
    "lost": 1,
    "won": 2,
    "enquired": 2,
    "awarded": 2,
    "campaign": 3,
    "closed": 4,
}


@dataclass(frozen=True, slots=True)
class Way:
    """One stretch of a project's way: behind, here, or still to come."""

    label: Any
    state: str


@dataclass(frozen=True, slots=True)
class ProjectStanding:
    """A project at one moment, `campaign` by number; money in cents gross a unit."""

    project: Project
    stage: str
    units: int
    people: int
    campaign: int | None

    @property
    def vote(self) -> Vote | None:
        """Return its vote, if the desk opened one."""
        return getattr(self.project, "vote", None)

    @property
    def label(self) -> Any:
        """Return a word for people."""
        return LABELS[self.stage][0]

    @property
    def tone(self) -> str:
        """Return the look of that word."""
        return LABELS[self.stage][1]

    @property
    def is_voting(self) -> bool:
        """Say whether anybody may vote."""
        return self.stage == "voting"

    @property
    def price_cents(self) -> int:
        """Return what one votes for, or what its creator guesses."""
        return self.vote.price_gross_cents if self.vote else self.project.guess_gross_cents

    @property
    def goal(self) -> int:
        """Return the units that win."""
        return self.vote.goal_units if self.vote else self.project.goal_units

    @property
    def missing(self) -> int:
        """Return the units still missing to the goal."""
        return max(0, self.goal - self.units)

    @property
    def dots(self) -> Dots:
        """Return the votes as a picture."""
        return Dots(self.units, self.goal)

    @property
    def way(self) -> list[Way]:
        """Return the stretches of its way."""
        here = REACHED[self.stage]
        return [
            Way(label, "done" if place < here else "here" if place == here else "")
            for place, (_word, label) in enumerate(WAY)
        ]


@dataclass(frozen=True, slots=True)
class Promise:
    """A milestone as it stands on a day: open, late, kept or broken."""

    milestone: Milestone
    state: str


def projects_with_all(now: datetime) -> QuerySet[Any]:
    """
    Return projects with what their pages and cards need: votes, and how far they came.

    Their clust is the newest that their storefront lists; a private one is shown to nobody.
    """
    campaigns = Campaign.objects.filter(
        rights__project=OuterRef("pk"), listings__storefront=OuterRef("wish__storefront")
    ).order_by("-pk")
    enquiries = Enquiry.objects.filter(brief__lines__wish=OuterRef("wish"))
    awards = Award.objects.filter(quote__enquiry__brief__lines__wish=OuterRef("wish"))
    rows = Project.objects.select_related("wish__category", "review", "vote__end")
    found: QuerySet[Any] = with_votes(rows.prefetch_related("wish__pictures"), now).annotate(
        campaign_id=Subquery(campaigns.values("pk")[:1]),
        is_open=Subquery(campaigns.values("gate__open")[:1]),
        is_enquired=Exists(enquiries),
        is_awarded=Exists(awards),
    )
    return found


def standing_of(row: Any, now: datetime) -> ProjectStanding:
    """Return where a project of `projects_with_all` stands; a vote counted stays as it was."""
    end = getattr(getattr(row, "vote", None), "end", None)
    return ProjectStanding(
        project=row,
        stage=stage_of(row, now),
        units=end.units if end else row.units,
        people=row.people,
        campaign=row.campaign_id,
    )


def standings_of(rows: Iterable[Any], now: datetime) -> list[ProjectStanding]:
    """Return where projects of `projects_with_all` stand."""
    return [standing_of(row, now) for row in rows]


def stage_of(row: Any, now: datetime) -> str:
    """Return a word for how far a project of `projects_with_all` came."""
    review, vote = getattr(row, "review", None), getattr(row, "vote", None)
    if review is None or vote is None:
        return "refused" if review else "proposed"
    end = getattr(vote, "end", None)
    if end is None:
        return "voting" if now < vote.until else "counting"
    if not end.won:
        return "lost"
    if row.campaign_id:
        return "campaign" if row.is_open else "closed"
    return "awarded" if row.is_awarded else "enquired" if row.is_enquired else "won"


def promises_of(project: Project, now: datetime) -> list[Promise]:
    """Return a project's milestones as they stand."""
    today = day_of(now)
    rows = project.milestones.select_related("end")
    return [Promise(row, _kept(row, row.due_on < today)) for row in rows]


def _kept(milestone: Milestone, is_over: bool) -> str:
    end = getattr(milestone, "end", None)
    if end is not None:
        return "kept" if end.kept else "broken"
    return "late" if is_over else "open"
