"""Opening a storefront for a community: one form, sensible beginnings, somebody in charge."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from clust.people.models import Person
from clust.storefronts.actions.domains import HostTaken, as_host
from clust.storefronts.actions.dressing import LANGUAGES, NoLanguage
from clust.storefronts.actions.officers import appoint_officer
from clust.storefronts.models import Catalogue, Domain, Door, Role, Seller, Storefront


class SlugTaken(Exception):
    """A storefront has that short name."""


class NotAPortal(Exception):
    """A portal stands under no other one, and no storefront under itself."""


@transaction.atomic
def open_storefront(
    *,
    seller: Seller,
    name: str,
    slug: str,
    host: str,
    owner: Person,
    by: Person | None,
    now: datetime,
    languages: Sequence[str] = LANGUAGES,
    admission: str = Door.OPEN,
    catalogue: str = Catalogue.ALL,
    portal: Storefront | None = None,
) -> Storefront:
    """
    Open a storefront for a community, at a host of ours that needs no proof.

    What it sells of its own stays private to it; which clusts of others it shows is chosen then.

    :raises SlugTaken: if the short name is another's
    :raises HostTaken: if a storefront answers at the host
    :raises NotAHost: if the host is none
    :raises NoLanguage: if it would speak none
    :raises NotAPortal: if the portal stands under another one
    """
    spoken = [language for language in LANGUAGES if language in languages]
    if not spoken:
        raise NoLanguage
    _check_portal(portal)
    storefront = Storefront(
        seller=seller,
        name=name,
        slug=slug,
        language=spoken[0],
        languages=" ".join(spoken),
        admission=Door(admission),
        catalogue=Catalogue(catalogue),
        portal=portal,
        shares=False,
        currency=portal.currency if portal else "EUR",
    )
    _save(storefront, SlugTaken(slug))
    _save(Domain(storefront=storefront, host=as_host(host)), HostTaken(host))
    appoint_officer(storefront=storefront, person=owner, role=Role.OWNER, by=by, now=now)
    return storefront


@transaction.atomic
def choose_portal(
    *, storefront: Storefront, portal: Storefront | None, now: datetime
) -> Storefront:
    """
    Put a storefront under the roof of a portal, or under none.

    :raises NotAPortal: if the portal stands under another one, or the storefront is one itself
    """
    _check_portal(portal)
    row = Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
    if portal and (portal.pk == row.pk or row.communities.exists()):
        raise NotAPortal
    row.portal = portal
    row.save(update_fields=["portal"])
    return row


def _check_portal(portal: Storefront | None) -> None:
    if portal and Storefront.objects.select_for_update(no_key=True).get(pk=portal.pk).portal_id:
        raise NotAPortal


def _save(row: Storefront | Domain, taken: Exception) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise taken from error
