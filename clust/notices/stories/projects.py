"""What becomes of a project: reviewed, voted on, and news of it."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import money, units
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story
from clust.wishes.models import Project, ProjectReview, ProjectUpdate, VoteEnd


def reviewed(notice: Notice, now: datetime) -> Story:
    """Return to its creator whether a project goes to the vote, and why not."""
    fact = ProjectReview.objects.select_related("project__wish").get(pk=notice.fact)
    return Story(
        says={
            "project": fact.project.wish.title,
            "accepted": fact.accepted,
            "words": fact.words,
        },
        actions=[_to(fact.project)],
    )


def voted(notice: Notice, now: datetime) -> Story:
    """Return how a vote ended, to its creator and to those who backed it."""
    fact = VoteEnd.objects.select_related("vote__project__wish").get(pk=notice.fact)
    vote = fact.vote
    wish = vote.project.wish
    return Story(
        says={
            "project": wish.title,
            "won": fact.won,
            "mine": wish.person_id == notice.person_id,
            "units": units(fact.units),
            "number_of_units": fact.units,
            "goal": units(vote.goal_units),
        },
        facts=[
            Fact(_("Units wanted"), units(fact.units), strong=True),
            Fact(_("Goal"), units(vote.goal_units)),
            Fact(_("Price in the vote"), money(vote.price_gross_cents, wish.currency)),
        ],
        actions=[_to(vote.project)],
    )


def news(notice: Notice, now: datetime) -> Story:
    """Return news of a project in its words."""
    fact = ProjectUpdate.objects.select_related("project__wish").get(pk=notice.fact)
    return Story(
        says={"project": fact.project.wish.title, "words": fact.words},
        actions=[_to(fact.project)],
    )


def _to(project: Project) -> Action:
    return Action(_("See the project"), link("project", project.pk))
