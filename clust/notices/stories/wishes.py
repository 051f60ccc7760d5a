"""What became of a wish: hidden, shown again, merged with another, negotiated."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import units
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story
from clust.wishes.models import Backing, Brief, Hiding, Merge, Report, Ruling, Wish


def hidden(notice: Notice, now: datetime) -> Story:
    """Return to its author why a wish is hidden, and how to object."""
    fact = Hiding.objects.select_related("wish").get(pk=notice.fact)
    return Story(
        says={"wish": fact.wish.title, "words": fact.words},
        facts=[
            Fact(_("Your wish"), fact.wish.title),
            Fact(_("Reason"), fact.get_reason_display(), strong=True),
        ],
        actions=[Action(_("Object"), link("appeal", fact.wish_id))],
    )


def ruled(notice: Notice, now: datetime) -> Story:
    """Return to its author what was decided on an appeal."""
    fact = Ruling.objects.select_related("appeal__hiding__wish").get(pk=notice.fact)
    wish = fact.appeal.hiding.wish
    return Story(
        says={"wish": wish.title, "words": fact.words, "upheld": fact.upheld},
        facts=[Fact(_("Your wish"), wish.title)],
        actions=[_to(wish, _("See the wish"))],
    )


def report_seen(notice: Notice, now: datetime) -> Story:
    """Return to who reported a wish what was decided."""
    fact = Report.objects.select_related("wish").get(pk=notice.fact)
    hiding = Hiding.objects.in_force().filter(wish=fact.wish_id).order_by("-at").first()
    facts = [
        Fact(_("The wish"), fact.wish.title),
        Fact(_("You said"), fact.get_reason_display()),
    ]
    if hiding:
        facts.append(Fact(_("Hidden because"), hiding.get_reason_display(), strong=True))
    return Story(
        says={"wish": fact.wish.title, "is_hidden": bool(hiding)},
        facts=facts,
        actions=[] if hiding else [_to(fact.wish, _("See the wish"))],
    )


def merged(notice: Notice, now: datetime) -> Story:
    """Return to whoever backs a wish that it goes on with another."""
    fact = Merge.objects.select_related("wish", "into").get(pk=notice.fact)
    mine = Backing.objects.standing().filter(wish=fact.into_id, person=notice.person_id).first()
    return Story(
        says={"wish": fact.wish.title, "into": fact.into.title},
        facts=[Fact(_("You want"), units(mine.units))] if mine else [],
        actions=[_to(fact.into, _("See the wish"))],
    )


def briefed(notice: Notice, now: datetime) -> Story:
    """Return to whoever backs a wish that it is being negotiated."""
    brief = Brief.objects.get(pk=notice.fact)
    mine = Wish.objects.filter(brief_line__brief=brief)
    backed = mine.filter(backings__person=notice.person_id).order_by("brief_line")
    wish = backed.first() or mine.earliest("brief_line")
    limited = Backing.objects.standing().filter(
        person=notice.person_id, wish__brief_line__brief=brief, limit_gross_cents__isnull=False
    )
    return Story(
        says={"wish": wish.title, "limited": limited.exists()},
        actions=[_to(wish, _("See the wish"))],
    )


def _to(wish: Wish, label: str) -> Action:
    return Action(label, link("wish", wish.pk))
