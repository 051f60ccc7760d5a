"""Projects: a creator's idea, the desk's review, the vote, and what was promised."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.wishes.models.wishes import Wish


class ProjectQuerySet(models.QuerySet["Project"]):
    def due_to_review(self) -> Self:
        """Return projects that the desk has not looked at."""
        return self.filter(review=None)

    def public(self) -> Self:
        """Return projects that may be seen by everybody."""
        return self.filter(review__accepted=True)


class Project(models.Model):
    """A wish with a design of its creator, who asks a royalty for each unit that is kept."""

    wish = models.OneToOneField(Wish, models.PROTECT, related_name="project")
    pitch = models.TextField(_("the idea"))
    guess_gross_cents = models.PositiveIntegerField(_("guessed price with tax"))
    royalty_cents = models.PositiveIntegerField(_("royalty asked per unit, without tax"))
    goal_units = models.PositiveIntegerField(_("units that make it worthwhile"))
    signed = models.CharField(_("name shown"), max_length=60, blank=True, help_text="erasable")
    at = models.DateTimeField()

    objects: ClassVar[ProjectQuerySet] = ProjectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "project"
        constraints = [
            models.CheckConstraint(
                condition=Q(guess_gross_cents__gt=0, goal_units__gt=0), name="project_goal_positive"
            ),
            models.CheckConstraint(
                condition=Q(royalty_cents__lt=models.F("guess_gross_cents")),
                name="project_royalty_below_price",
            ),
        ]

    def __str__(self) -> str:
        return self.wish.title


class ProjectReview(models.Model):
    """The desk lets a project go to the vote, or says why not."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="review")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    words = models.TextField(_("why"), blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "project_review"


class VoteQuerySet(models.QuerySet["Vote"]):
    def due_to_end(self, now: datetime) -> Self:
        """Return votes whose time is over."""
        return self.filter(until__lte=now, end=None)


class Vote(models.Model):
    """The tribe votes by backing at a price until a moment; so many units win."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="vote")
    price_gross_cents = models.PositiveIntegerField(_("price with tax"))
    goal_units = models.PositiveIntegerField(_("goal in units"))
    at = models.DateTimeField()
    until = models.DateTimeField()

    objects: ClassVar[VoteQuerySet] = VoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = "vote"
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="vote_lasts"),
            models.CheckConstraint(
                condition=Q(price_gross_cents__gt=0, goal_units__gt=0), name="vote_goal_positive"
            ),
        ]


class VoteEnd(models.Model):
    """The vote is over: won with so many units, or not."""

    vote = models.OneToOneField(Vote, models.PROTECT, related_name="end")
    units = models.PositiveIntegerField()
    won = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "vote_end"


class RightsOffer(models.Model):
    """The desk offers a creator to make the product, at so much for each unit that is kept."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="rights_offers")
    version = models.PositiveSmallIntegerField(help_text="of the words of the contract")
    royalty_cents = models.PositiveIntegerField(_("royalty per unit kept, without tax"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "rights_offer"
        ordering = ("-id",)


class RightsAssignment(models.Model):
    """The creator agreed to an offer: the contract under which a project is made and sold."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="assignment")
    offer = models.OneToOneField(RightsOffer, models.PROTECT, related_name="assignment")
    person = models.ForeignKey(Person, models.PROTECT, related_name="rights_assignments")
    royalty_cents = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    words = models.TextField(help_text="the contract as it was read")
    at = models.DateTimeField()

    class Meta:
        db_table = "rights_assignment"
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="rights_assignment_is_written")
        ]

    @property
    def number(self) -> str:
        """Return the number of the contract."""
        return f"RA-{self.pk:06d}"


class Milestone(models.Model):
    """A promise with a day, which everybody can see."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    title = models.CharField(_("what is promised"), max_length=120)
    due_on = models.DateField(_("by"))
    at = models.DateTimeField()

    class Meta:
        db_table = "milestone"
        ordering = ("due_on", "id")


class MilestoneEnd(models.Model):
    """A promise kept or broken."""

    milestone = models.OneToOneField(Milestone, models.PROTECT, related_name="end")
    kept = models.BooleanField()
    words = models.TextField(_("in a sentence"), blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "milestone_end"


class ProjectUpdate(models.Model):
    """News of a project from its creator or the desk."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="updates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(_("news"))
    at = models.DateTimeField()

    class Meta:
        db_table = "project_update"
        ordering = ("-at", "-id")


class Question(models.Model):
    """Somebody asks about a project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="questions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(_("question"))
    key = models.UUIDField(unique=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "question"
        ordering = ("-at", "-id")


class QuestionAnswer(models.Model):
    """The creator or the desk answers."""

    question = models.OneToOneField(Question, models.PROTECT, related_name="answer")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(_("answer"))
    at = models.DateTimeField()

    class Meta:
        db_table = "question_answer"
