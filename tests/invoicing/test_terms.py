"""An order keeps the legal texts that its clust was opened under."""

from clust.invoicing.documents import document_html
from clust.invoicing.reading import Reading
from clust.notices.papers import contract_papers
from clust.storefronts.models import Terms
from tests.invoicing.selling import invoiced, sold
from tests.world import DAY, World


def test_a_later_version_changes_no_earlier_order(world: World) -> None:
    seller = world.storefront.seller
    Terms.objects.update(mentions_fr="SAS, capital 1", withdrawal_form_fr="Formulaire un")
    order = sold(world)[0]
    Terms.objects.create(
        seller=seller, version=2, text_fr="CGV 2", text_en="Terms 2", mentions_fr="SAS, capital 2",
        withdrawal_form_fr="Formulaire deux", published_at=DAY,
    )  # fmt: skip
    page = document_html(Reading(invoiced(order)))
    assert "capital 1" in page
    assert "capital 2" not in page
    form = contract_papers(order.campaign, "1")[1]
    assert "Formulaire un" in str(form.content)
