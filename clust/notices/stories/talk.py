"""What happens in the conversation: answers, replies, questions, and what may not stay."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from clust.notices.links import link, supplier_link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story
from clust.storefronts.models import MembershipEnd
from clust.talk.models import Comment, TalkHiding, TalkReport, TalkRuling


def replied(notice: Notice, now: datetime) -> Story:
    """Return an answer or a reply to whoever spoke in the thread before."""
    fact = _comments().get(pk=notice.fact)
    return Story(
        says={"title": title_of(fact), "words": fact.words, "voice": fact.get_voice_display()},
        actions=[Action(_("Read and answer"), link("comment", fact.thread))],
    )


def asked(notice: Notice, now: datetime) -> Story:
    """Return to its supplier what is asked about a product, without saying who asks."""
    fact = _comments().get(pk=notice.fact)
    return Story(
        says={"title": title_of(fact), "words": fact.words},
        actions=[Action(_("Read and answer"), supplier_link("comment", fact.pk))],
    )


def hidden(notice: Notice, now: datetime) -> Story:
    """Return to its author why something is hidden, and how to object."""
    fact = TalkHiding.objects.select_related("comment", "tribe", "profile").get(pk=notice.fact)
    return Story(
        says={"title": named(fact), "words": fact.words},
        facts=[Fact(_("Reason"), fact.get_reason_display(), strong=True)],
        actions=[Action(_("Object"), page_of(fact))],
    )


def ruled(notice: Notice, now: datetime) -> Story:
    """Return to its author what was decided on an objection."""
    rows = TalkRuling.objects.select_related(
        "appeal__hiding__comment", "appeal__hiding__tribe", "appeal__hiding__profile"
    )
    fact = rows.get(pk=notice.fact)
    hiding = fact.appeal.hiding
    return Story(
        says={"title": named(hiding), "words": fact.words, "upheld": fact.upheld},
        actions=[Action(_("See it"), page_of(hiding))],
    )


def report_seen(notice: Notice, now: datetime) -> Story:
    """Return to who reported something what was decided."""
    fact = TalkReport.objects.select_related("comment", "tribe", "profile").get(pk=notice.fact)
    same = {fact.about: fact.written}
    hiding = TalkHiding.objects.in_force().filter(**same).order_by("-at").first()
    facts = [Fact(_("You said"), fact.get_reason_display())]
    if hiding:
        facts.append(Fact(_("Hidden because"), hiding.get_reason_display(), strong=True))
    return Story(says={"title": named(fact), "is_hidden": bool(hiding)}, facts=facts)


def shown_out(notice: Notice, now: datetime) -> Story:
    """Return to whom a tribe showed out why."""
    fact = MembershipEnd.objects.select_related("membership__tribe").get(pk=notice.fact)
    tribe = fact.membership.tribe
    return Story(
        says={"tribe": tribe.name, "words": fact.words},
        actions=[Action(_("All tribes"), link("tribes"))],
    )


def named(row: TalkHiding | TalkReport) -> str:
    """Return what a decision is about in a few words."""
    if row.comment:
        return row.comment.words[:80]
    return str(row.tribe or row.profile)


def page_of(hiding: TalkHiding) -> str:
    """Return where its author reads why it is hidden, and objects."""
    if hiding.comment_id:
        return link("comment", hiding.comment_id)
    return link("tribe", hiding.tribe_id) if hiding.tribe_id else link("sharing")


def title_of(comment: Comment) -> str:
    """Return what a comment speaks of, in the language that is active."""
    product = comment.product or (comment.campaign and comment.campaign.product)
    return product.name if product else str(comment.wish)


def _comments() -> models.QuerySet[Comment]:
    return Comment.objects.select_related("wish", "product", "campaign__product")
