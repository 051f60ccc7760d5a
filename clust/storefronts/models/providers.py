"""A community's own service to sign in with (OpenID Connect)."""

from allauth.socialaccount.models import SocialApp
from django.db import models
from django.utils.translation import gettext_lazy as _

from clust.storefronts.models.shops import Storefront


class IdentityProvider(models.Model):
    """
    Where people of a storefront sign in; allauth keeps its address, number and secret.

    Addresses of `trusted_domains`, which the operator decides on, need no confirmation.
    """

    storefront = models.OneToOneField(Storefront, models.PROTECT, related_name="identity_provider")
    app = models.OneToOneField(SocialApp, models.PROTECT, related_name="+")
    label = models.CharField(_("name on the button"), max_length=60)
    trusted_domains = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "identity_provider"

    def trusts(self, email: str) -> bool:
        """Say whether it is believed about an address."""
        return email.rpartition("@")[2].lower() in self.trusted_domains.split()
