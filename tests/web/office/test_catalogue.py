"""What the office's catalogue shows of the clusts that are here."""

from django.urls import reverse
from django.utils import timezone

from clust.storefronts.actions.officers import appoint_officer
from clust.storefronts.models import Role
from tests.gatherings.story import start
from tests.web.office.conftest import make_member, reading
from tests.world import World, make_campaign


def test_what_members_made_private_is_not_in_the_catalogue(world: World) -> None:
    now, host = timezone.now(), make_member("host@example.org")
    appoint_officer(storefront=world.storefront, person=host, role=Role.HOST, by=None, now=now)
    office = reading("testserver", host)
    public, private = make_campaign(world, now=now), start(world, now=now).campaign
    page = office.get(reverse("office:catalogue"))
    assert [row.pk for row in page.context["page"]] == [public.pk]
    assert office.post(reverse("office:shown", args=[private.pk])).status_code == 404
