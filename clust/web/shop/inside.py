"""Who may see a private clust: its organisers, whoever took an invitation up, whoever pledged."""

from django.http import HttpRequest
from django.utils import timezone

from clust.campaigns.models import Pledge
from clust.gatherings.actions.inviting import recognise
from clust.gatherings.models import Acceptance, Gathering, Host
from clust.people.models import Person
from clust.storefronts.models import Storefront

CAME = "came"


def is_inside(request: HttpRequest, storefront: Storefront, campaign: int) -> bool:
    """Say whether this reader belongs to a private clust of this storefront."""
    found = Gathering.objects.filter(campaign=campaign, campaign__storefront=storefront).first()
    if found is None:
        return False
    came = came_by(request, found)
    if not request.user.is_authenticated:
        return came is not None
    return belongs(request.user, found) or _recognised(came, request.user)


def belongs(person: Person, gathering: Gathering) -> bool:
    """Say whether somebody organises a private clust, came into it or pledged there."""
    return (
        Acceptance.objects.filter(gathering=gathering, person=person).exists()
        or is_host(person, gathering)
        or Pledge.objects.filter(campaign=gathering.campaign_id, person=person).exists()
    )


def is_host(person: Person, gathering: Gathering) -> bool:
    """Say whether somebody organises a private clust."""
    return Host.objects.filter(gathering=gathering, person=person, open=True).exists()


def came_by(request: HttpRequest, gathering: Gathering) -> Acceptance | None:
    """Return the invitation that this browser took up before signing in, while it lets in."""
    number = request.session.get(CAME, {}).get(str(gathering.pk))
    if number is None:
        return None
    rows = Acceptance.objects.filter(pk=number, gathering=gathering, person=None)
    return rows.exclude(invitation__open=False).first()


def keep_coming(request: HttpRequest, acceptance: Acceptance) -> None:
    """Let this browser in from now on; the account takes it over when its person signs in."""
    known = request.session.get(CAME, {})
    request.session[CAME] = {**known, str(acceptance.gathering_id): acceptance.pk}


def _recognised(came: Acceptance | None, person: Person) -> bool:
    if came is None:
        return False
    return recognise(came, person=person, now=timezone.now()).person_id == person.pk
