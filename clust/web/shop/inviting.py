"""What an organiser passes on of a private clust: its invitation, in their words."""

from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clust.gatherings.models import Gathering, Invitation
from clust.web.shop.invitations import url_of
from clust.web.shop.offers import storefront_of
from clust.web.shop.passing import Subject
from clust.web.shop.sharing import Share


def invitation_share(
    request: HttpRequest, gathering: Gathering, subject: Subject, link: Invitation
) -> Share:
    """Return what to pass on: whoever takes the link up is let in."""
    said = {"name": gathering.name, "product": gathering.campaign.product.name}
    words = gathering.words or _("%(name)s: shall we buy this together? %(product)s") % said
    passed = replace(subject, title=gathering.name, words=words)
    return Share(passed, storefront_of(request).name, url_of(request, link))
