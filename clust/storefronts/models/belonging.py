"""What organisers of a tribe decide: who becomes one, and who may come back."""

from django.db import models

from clust.people.models import Person
from clust.storefronts.models.shops import Membership, MembershipEnd


class LettingIn(models.Model):
    """An organiser lets somebody come back whom the tribe had shown out."""

    end = models.OneToOneField(MembershipEnd, models.PROTECT, related_name="letting_in")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "letting_in"


class HandOver(models.Model):
    """An organiser makes another member one; and goes on as one, or not."""

    given = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    taken = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    stays = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "hand_over"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(given=models.F("taken")), name="hand_over_to_another"
            )
        ]
