"""What is passed on to who entered a form: for whom it is, and where to look after them."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from clust.base.formats import units
from clust.campaigns.models import Campaign, Pledge
from clust.gatherings.models import Host, PaperForm
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story, what

Papers = dict[int, list[PaperForm]]
_KIND = Notice.Kind
OF_ALL = {_KIND.IN, _KIND.WAITING, _KIND.FELL, _KIND.SOON, _KIND.RENEWAL, _KIND.RELEASED}
OF_ALL |= {_KIND.CALLED_OFF, _KIND.RECALL}
ASKED = {_KIND.RENEWAL, _KIND.LATE, _KIND.SUBSTITUTE}
NAMED_AT_MOST = 3


def papers_behind(notices: Collection[Notice]) -> Papers:
    """Return the signed forms because of which notices were passed on, by the notices' numbers."""
    clusts = {notice.campaign_id for notice in notices if notice.campaign_id}
    forms = PaperForm.objects.filter(gathering__campaign__in=clusts)
    forms = forms.select_related("hold__person__identity", "hold__variant").order_by("pk")
    by_buyer = {form.hold.person_id: form for form in forms}
    if not by_buyer:
        return {}
    told = _told(by_buyer, notices)
    hosts = _hosts(by_buyer.values())
    return {
        notice.pk: found
        for notice in notices
        if (
            found := [
                form
                for form in told[notice.kind, notice.fact]
                if form.hold.campaign_id == notice.campaign_id
                and _looks_after(form, notice.person_id, hosts)
            ]
        )
    }


def _told(
    by_buyer: dict[int, PaperForm], notices: Iterable[Notice]
) -> dict[tuple[str, int], list[PaperForm]]:
    rows = Notice.objects.filter(
        kind__in={notice.kind for notice in notices},
        fact__in={notice.fact for notice in notices},
        person__in=by_buyer,
    )
    told = defaultdict(list)
    for kind, fact, person in rows.order_by("person").values_list("kind", "fact", "person"):
        told[kind, fact].append(by_buyer[person])
    return told


def _hosts(forms: Iterable[PaperForm]) -> set[tuple[int, int]]:
    rows = Host.objects.filter(gathering__in={form.gathering_id for form in forms}, open=True)
    return set(rows.values_list("gathering", "person"))


def _looks_after(form: PaperForm, reader: int | None, hosts: set[tuple[int, int]]) -> bool:
    """Say whether a reader entered a form, or organises a clust whose organiser left it behind."""
    if (form.gathering_id, reader) not in hosts or reader == form.hold.person_id:
        return False
    return form.entered_by_id == reader or (form.gathering_id, form.entered_by_id) not in hosts


def is_own_too(notice: Notice, papers: Collection[PaperForm]) -> bool:
    """
    Say whether a notice is about a pledge of its reader's own as well.

    What all are told is written for all at one moment; what was passed on alone is written later.
    """
    own = Pledge.objects.filter(campaign=notice.campaign_id, person=notice.person_id)
    if notice.kind not in OF_ALL or not own.exists():
        return False
    signed = [paper.hold.person_id for paper in papers]
    theirs = Notice.objects.filter(kind=notice.kind, fact=notice.fact, person__in=signed)
    return not theirs.filter(at__lt=notice.at).exists()


def of_buyer(notice: Notice, paper: PaperForm) -> Notice:
    """Return a notice as its buyer would read it."""
    buyer = paper.hold.person
    return Notice(
        kind=notice.kind, fact=notice.fact, campaign=notice.campaign, person=buyer, at=notice.at
    )


def passed_on(
    story: Story, notice: Notice, campaign: Campaign, papers: list[PaperForm], *, own: bool
) -> Story:
    """Return a story with the names of those who signed, and the way to look after them."""
    story.says |= {"for_whom": names(papers), "own": own}
    story.facts[:0] = [Fact(name(paper), _signed(paper, campaign)) for paper in papers]
    kept = story.actions if own else [one for one in story.actions if notice.kind == _KIND.REFUSED]
    story.actions = [*kept, _look_after(notice, papers)]
    return story


def _signed(paper: PaperForm, campaign: Campaign) -> str:
    return what(paper.hold.units, campaign.product.name, paper.hold.variant.name)


def _look_after(notice: Notice, papers: list[PaperForm]) -> Action:
    if len(papers) > 1:
        return Action(_("See who is in"), link("gathering", papers[0].gathering_id))
    if notice.kind in ASKED:
        return Action(_("Answer for them"), link("signed_form", papers[0].pk))
    return Action(_("See the signed form"), link("signed_form", papers[0].pk))


def name(paper: PaperForm) -> str:
    """Return the name on a form, as long as we may know it."""
    known = getattr(paper.hold.person, "identity", None)
    return known.name if known else _("somebody without a name")


def names(papers: list[PaperForm]) -> str:
    """Return the names on some forms; of many the first, and how many more."""
    named = ", ".join(name(paper) for paper in papers[:NAMED_AT_MOST])
    if len(papers) <= NAMED_AT_MOST:
        return named
    more = units(len(papers) - NAMED_AT_MOST)
    return _("%(names)s and %(number)s more") % {"names": named, "number": more}
