"""Where people shop: a storefront at its domains, its seller, the terms, and ways of delivery."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.rules.vat import is_taxed_here


class Seller(models.Model):
    """The company that sells, with what the law wants named."""

    name = models.CharField(_("legal name"), max_length=120, unique=True)
    street = models.CharField(max_length=160)
    postcode = models.CharField(max_length=12)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, default="FR")
    registration = models.CharField(_("company register"), max_length=120)
    vat_number = models.CharField(_("VAT number"), max_length=20)
    email = models.EmailField()
    phone = models.CharField(max_length=24)
    iban = models.CharField(
        _("account for transfers (IBAN)"), max_length=34, blank=True, help_text="without spaces"
    )
    mediator = models.CharField(_("consumer mediator"), max_length=160)
    mediator_url = models.URLField()

    class Meta:
        db_table = "seller"

    def __str__(self) -> str:
        return self.name


class Terms(models.Model):
    """
    One published version of a seller's legal texts; never changed afterwards.

    Terms of sale, the withdrawal form (empty: the one we word), and what invoices must say of the
    seller: legal form, capital, numbers of the producers' registers. An order keeps the version
    that its campaign was opened under.
    """

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="terms")
    version = models.PositiveIntegerField()
    text_fr = models.TextField()
    text_en = models.TextField()
    withdrawal_form_fr = models.TextField(_("withdrawal form in French"), blank=True)
    withdrawal_form_en = models.TextField(_("withdrawal form in English"), blank=True)
    mentions_fr = models.TextField(_("legal mentions in French"), blank=True)
    mentions_en = models.TextField(_("legal mentions in English"), blank=True)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "terms"
        constraints = [
            models.UniqueConstraint(fields=["seller", "version"], name="terms_one_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.seller} v{self.version}"

    @property
    def text(self) -> str:
        """Return the text in the reader's language."""
        return self.text_en if get_language() == "en" else self.text_fr

    @property
    def withdrawal_form(self) -> str:
        """Return the withdrawal form in the reader's language; empty where ours is used."""
        return self.withdrawal_form_en if get_language() == "en" else self.withdrawal_form_fr

    @property
    def mentions(self) -> str:
        """Return what invoices must say of the seller, in the reader's language."""
        return self.mentions_en if get_language() == "en" else self.mentions_fr


class Door(models.TextChoices):
    """Who is let in to a storefront."""

    OPEN = "open", _("everybody")
    INVITED = "invited", _("whoever is invited")
    MAIL = "mail", _("whoever has an address of ours")
    ROLL = "roll", _("whoever is on our list, by number")
    OIDC = "oidc", _("whoever signs in at our own service")


class Catalogue(models.TextChoices):
    """Which clusts a storefront shows."""

    ALL = "all", _("all clusts that are for everybody")
    CHOSEN = "chosen", _("those we choose, and our own")
    OWN = "own", _("our own only")


class Storefront(models.Model):
    """A shop under a name and a theme of its own."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    seller = models.ForeignKey(Seller, models.PROTECT)
    language = models.CharField(max_length=5, default="fr")
    currency = models.CharField(max_length=3, default="EUR")
    theme = models.JSONField(default=dict, blank=True)
    opens_at = models.DateTimeField(
        _("opening day"), null=True, blank=True, help_text="until then it gathers wishes only"
    )
    portal = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="communities"
    )
    languages = models.CharField(_("languages on offer"), max_length=20, default="fr en")
    welcome_fr = models.TextField(_("welcome in French"), blank=True, max_length=4_000)
    welcome_en = models.TextField(_("welcome in English"), blank=True, max_length=4_000)
    footer_fr = models.TextField(_("footer in French"), blank=True, max_length=2_000)
    footer_en = models.TextField(_("footer in English"), blank=True, max_length=2_000)
    logo = models.FileField(upload_to="logos/", blank=True)
    admission = models.CharField(
        _("who is let in"), max_length=8, choices=Door.choices, default=Door.OPEN
    )
    mail_domains = models.CharField(_("their e-mail domains"), max_length=500, blank=True)
    catalogue = models.CharField(
        _("what it shows"), max_length=6, choices=Catalogue.choices, default=Catalogue.CHOSEN
    )
    shares = models.BooleanField(
        _("its clusts may be listed elsewhere"),
        default=True,
        help_text="false where they are the community's own",
    )

    class Meta:
        db_table = "storefront"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(admission__in=Door.values), name="storefront_door_known"
            ),
            models.CheckConstraint(
                condition=models.Q(catalogue__in=Catalogue.values),
                name="storefront_catalogue_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(portal=models.F("id")), name="storefront_not_its_own_portal"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spoken(self) -> list[str]:
        """Return the languages on offer."""
        return self.languages.split()

    @property
    def is_open(self) -> bool:
        """Say whether anybody may come in."""
        return self.admission == Door.OPEN

    @property
    def welcome(self) -> str:
        """Return what it says first, as HTML that was cleaned, in the reader's language."""
        return self.welcome_en if get_language() == "en" else self.welcome_fr

    @property
    def footer(self) -> str:
        """Return what it says last, as HTML that was cleaned, in the reader's language."""
        return self.footer_en if get_language() == "en" else self.footer_fr


class Domain(models.Model):
    """A host name at which a storefront answers."""

    storefront = models.ForeignKey(Storefront, models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253, unique=True)

    class Meta:
        db_table = "domain"

    def __str__(self) -> str:
        return self.host


class DeliveryOptionQuerySet(models.QuerySet["DeliveryOption"]):
    def on_offer(self, now: datetime) -> Self:
        """Return options not yet taken off by `now`."""
        return self.filter(models.Q(ended_at=None) | models.Q(ended_at__gt=now))

    def carrying(self, weight_g: int) -> Self:
        """Return options whose weight band holds `weight_g` grams."""
        return self.filter(from_g__lte=weight_g, below_g__gt=weight_g)


class DeliveryOption(models.Model):
    """A way of delivery at a price; a new price is a new row, so a chosen one never changes."""

    PARCEL, PICKUP = "parcel", "pickup"

    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="delivery_options")
    kind = models.CharField(max_length=6, choices=[(PARCEL, _("parcel")), (PICKUP, _("pickup"))])
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    place = models.CharField(_("pickup address"), max_length=240, blank=True)
    countries = models.CharField(_("zone"), max_length=120, default="FR")
    from_g = models.PositiveIntegerField(_("from grams"), default=0)
    below_g = models.PositiveIntegerField(_("below grams"), default=30_000)
    gross_cents = models.PositiveIntegerField(_("price with tax"))
    parcels_most = models.PositiveSmallIntegerField(
        _("addresses for that price"), default=1, help_text="how many one order may be split over"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DeliveryOptionQuerySet] = DeliveryOptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "delivery_option"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(below_g__gt=models.F("from_g")), name="delivery_option_band"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="parcel") | ~models.Q(place=""),
                name="delivery_option_pickup_has_place",
            ),
            models.CheckConstraint(
                condition=models.Q(parcels_most__gt=0), name="delivery_option_goes_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_fr

    @property
    def is_pickup(self) -> bool:
        """Say whether the buyer collects the goods."""
        return self.kind == self.PICKUP

    @property
    def zone(self) -> list[str]:
        """Return the countries it goes to (two letters), of those that we sell to."""
        return [country for country in self.countries.split() if is_taxed_here(country)]

    def serves(self, country: str, postcode: str = "") -> bool:
        """Say whether goods go to a place: in its zone, and where the Union's VAT holds."""
        return country in self.zone and is_taxed_here(country, postcode)


class Tribe(models.Model):
    """
    People who want things together: by interest, place, club or school.

    `invitation` counts the renewals of the link that lets people in: older ones let nobody in.
    """

    class Kind(models.TextChoices):
        INTEREST = "interest", _("an interest")
        PLACE = "place", _("a place")
        CLUB = "club", _("a club")
        SCHOOL = "school", _("a school")

    kind = models.CharField(
        _("what unites you"), max_length=8, choices=Kind.choices, default=Kind.INTEREST
    )
    rules = models.TextField(_("your rules"), blank=True, max_length=2_000)
    storefront = models.ForeignKey(Storefront, models.PROTECT, related_name="tribes")
    name = models.CharField(_("name"), max_length=60)
    words = models.TextField(_("who you are"), blank=True, max_length=2_000)
    is_open = models.BooleanField(_("anybody may join"), default=True)
    invitation = models.PositiveIntegerField(default=0)
    founder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "tribe"
        constraints = [
            models.UniqueConstraint(Lower("name"), "storefront", name="tribe_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="tribe_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def standing(self) -> Self:
        """Return those of people who have not left."""
        return self.filter(open=True)


class Membership(models.Model):
    """Somebody belongs to a tribe; `open`, kept, is false once there is an end."""

    tribe = models.ForeignKey(Tribe, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organises = models.BooleanField(default=False)
    open = models.BooleanField(default=True)
    at = models.DateTimeField()

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "membership"
        constraints = [
            models.UniqueConstraint(
                fields=["tribe", "person"], condition=models.Q(open=True), name="membership_once"
            ),
        ]


class MembershipEnd(models.Model):
    """A membership ended: left, shown out by an organiser with a reason, erased with the person."""

    class Cause(models.TextChoices):
        LEFT = "left", _("left")
        SHOWN_OUT = "out", _("shown out")
        ERASED = "erased", _("erased")

    membership = models.OneToOneField(Membership, models.PROTECT, related_name="end")
    cause = models.CharField(max_length=8, choices=Cause.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("why"), blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "membership_end"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cause="out", person__isnull=False) & ~models.Q(words="")
                | models.Q(person=None, words="") & ~models.Q(cause="out"),
                name="membership_end_says_why",
            )
        ]
