"""Which messages of Stripe were heard, so that none is acted on twice."""

from django.db import models


class StripeEvent(models.Model):
    """A message that was acted on; what it was about, without anything personal."""

    number = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        db_table = "stripe_event"
        indexes = [models.Index(fields=["at"], name="stripe_event_by_time")]
