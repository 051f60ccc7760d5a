"""What a creator earns of each unit, before there is a clust to say so."""

from clust.sourcing.models import Quote
from clust.wishes.models import Project


def royalty_ahead(quote: Quote) -> int:
    """
    Return the royalty to count with when a clust on a quote is planned, in cents net a unit.

    As in the contract; before there is one, as the desk offered last or the creator asked. Of
    several projects in one brief the highest: only one of them can be made.
    """
    if quote.enquiry_id is None:
        return 0
    projects = Project.objects.filter(wish__brief_line__brief__enquiries=quote.enquiry_id)
    rows = projects.select_related("assignment").prefetch_related("rights_offers").order_by("pk")
    return max((_royalty(project) for project in rows), default=0)


def _royalty(project: Project) -> int:
    if hasattr(project, "assignment"):
        return project.assignment.royalty_cents
    offers = sorted(project.rights_offers.all(), key=lambda offer: offer.pk)
    return offers[-1].royalty_cents if offers else project.royalty_cents
