"""Products: list, page, new, change, pictures, reference prices."""

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust.sourcing.actions import products as actions
from clust.sourcing.models import Picture, Product, Quote
from clust.web.desk.pages import sent, with_form
from clust.web.desk.product_forms import (
    NewProductForm,
    PictureForm,
    ProductForm,
    ReferencePriceForm,
    facts_of,
)
from clust.web.desk.readings import campaigns
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed

UNSAFE = Q(manufacturer="") | Q(eu_responsible="") | Q(identifier="")
PRODUCTS = Listing(
    columns={
        gettext_lazy("Number"): lambda product: product.pk,
        gettext_lazy("Supplier"): lambda product: product.supplier.name,
        gettext_lazy("Reference"): lambda product: product.reference,
        gettext_lazy("Name in French"): lambda product: product.name_fr,
        gettext_lazy("Name in English"): lambda product: product.name_en,
        gettext_lazy("Variants"): lambda product: product.number_of_variants,
        gettext_lazy("Quotes"): lambda product: product.number_of_quotes,
        gettext_lazy("Weight in grams"): lambda product: product.weight_g,
        gettext_lazy("VAT per mille"): lambda product: product.vat_per_mille,
        gettext_lazy("Manufacturer"): lambda product: product.manufacturer,
        gettext_lazy("Responsible in the EU"): lambda product: product.eu_responsible,
        gettext_lazy("Identifier"): lambda product: product.identifier,
        gettext_lazy("Added"): lambda product: product.added_at,
    },
    search=("name_fr", "name_en", "reference", "supplier__name", "identifier"),
    number="pk",
    filters=[
        Filter(
            "safety",
            gettext_lazy("safety data"),
            [
                Answer("missing", gettext_lazy("missing"), lambda now: UNSAFE),
                Answer("complete", gettext_lazy("complete"), lambda now: ~UNSAFE),
            ],
        ),
        Filter(
            "quotes",
            gettext_lazy("quotes"),
            [
                Answer("none", gettext_lazy("no quote yet"), lambda now: Q(quotes=None)),
                Answer("some", gettext_lazy("with a quote"), lambda now: Q(has_quote=True)),
            ],
        ),
    ],
    links={"supplier": "supplier"},
    sorts={
        "name": ["name_fr"],
        "supplier": ["supplier__name", "name_fr"],
        "reference": ["reference"],
        "added": ["added_at"],
        "quotes": ["number_of_quotes"],
    },
    order="-added",
)
SECTION = "desk:products"


@desk_page
def products(request: PersonRequest) -> HttpResponseBase:
    """Show what can be sold."""
    rows = (
        Product.objects.select_related("supplier")
        .prefetch_related("pictures")
        .annotate(
            number_of_variants=Count("variants", distinct=True),
            number_of_quotes=Count("quotes", distinct=True),
            has_quote=Exists(Quote.objects.filter(product=OuterRef("pk"))),
            safe=~UNSAFE,
        )
    )
    return listed(request, PRODUCTS, rows, "desk/products.html", section=SECTION)


@desk_page
def product(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show one product, and take a picture or a reference price."""
    return _product_page(request, _found(pk), PictureForm(), ReferencePriceForm())


def _found(pk: int) -> Product:
    quotes = Prefetch("quotes", Quote.objects.select_related("award").prefetch_related("rungs"))
    found = Product.objects.select_related("supplier").prefetch_related(
        "variants", "pictures", "reference_prices", quotes
    )
    return get_object_or_404(found, pk=pk)


def _product_page(
    request: PersonRequest, found: Product, picture: PictureForm, price: ReferencePriceForm
) -> HttpResponseBase:
    return with_form(
        request,
        "desk/product.html",
        picture if picture.is_bound else price,
        product=found,
        picture_form=picture,
        price_form=price,
        campaigns=campaigns().filter(product=found).order_by("-pk")[:20],
        now=timezone.now(),
        section=SECTION,
    )


@desk_page
def new_product(request: PersonRequest) -> HttpResponseBase:
    """Note a product."""
    form = NewProductForm(sent(request), initial=request.GET.dict())
    if form.is_valid():
        added = form.attempt(actions.add_product, now=timezone.now(), **form.cleaned_data)
        if added:
            messages.success(request, _("The product is noted. Now a picture?"))
            return redirect("desk:product", added.pk)
    page = {"title": _("New product"), "back": reverse(SECTION), "section": SECTION}
    return with_form(request, "desk/product_form.html", form, **page)


@desk_page
def change(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Correct a product."""
    found = _found(pk)
    form = ProductForm(sent(request), initial=facts_of(found))
    if form.is_valid() and form.attempt(actions.change_product, product=found, **form.cleaned_data):
        messages.success(request, _("The change is written."))
        return redirect("desk:product", pk)
    page = {"title": found.name, "back": reverse("desk:product", args=[pk]), "section": SECTION}
    return with_form(request, "desk/product_form.html", form, **page)


@desk_page
@require_POST
def pictures(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Add a picture."""
    found = _found(pk)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid() and form.attempt(actions.add_picture, product=found, **form.cleaned_data):
        messages.success(request, _("The picture is added."))
        return redirect("desk:product", pk)
    return _product_page(request, found, form, ReferencePriceForm())


@desk_page
@require_POST
def picture_removal(request: PersonRequest, pk: int, picture: int) -> HttpResponseBase:
    """Show a picture no longer."""
    actions.remove_picture(get_object_or_404(Picture, product=pk, pk=picture))
    messages.success(request, _("The picture is gone."))
    return redirect("desk:product", pk)


@desk_page
@require_POST
def reference_prices(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note what somebody else asks."""
    found = _found(pk)
    form = ReferencePriceForm(request.POST)
    if form.is_valid() and form.attempt(
        actions.note_reference_price,
        product=found,
        today=timezone.localdate(),
        **form.cleaned_data,
    ):
        messages.success(request, _("The price is noted."))
        return redirect("desk:product", pk)
    return _product_page(request, found, PictureForm(), form)
