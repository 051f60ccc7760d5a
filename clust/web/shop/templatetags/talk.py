"""What the pages of the conversation say of a comment."""

from datetime import datetime

from django import template

from clust.talk.models import Comment

register = template.Library()


@register.filter
def stars(comment: Comment) -> str:
    """Write `{{ comment|stars }}`: ★★★★☆."""
    given = comment.review.stars
    return "★" * given + "☆" * (5 - given)


@register.filter
def may_edit(comment: Comment, now: datetime) -> bool:
    """Ask `{% if comment|may_edit:now %}`: whether its author may still change its words."""
    return comment.may_be_edited(now)
