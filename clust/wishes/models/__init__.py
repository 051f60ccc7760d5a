"""What people want and how firmly, what became of it, and what suppliers are asked."""

from clust.wishes.models.backings import Backing as Backing
from clust.wishes.models.backings import BackingEnd as BackingEnd
from clust.wishes.models.briefs import Brief as Brief
from clust.wishes.models.briefs import BriefWish as BriefWish
from clust.wishes.models.moderation import Appeal as Appeal
from clust.wishes.models.moderation import Hiding as Hiding
from clust.wishes.models.moderation import Report as Report
from clust.wishes.models.moderation import Ruling as Ruling
from clust.wishes.models.moderation import visible as visible
from clust.wishes.models.projects import Milestone as Milestone
from clust.wishes.models.projects import MilestoneEnd as MilestoneEnd
from clust.wishes.models.projects import Project as Project
from clust.wishes.models.projects import ProjectReview as ProjectReview
from clust.wishes.models.projects import ProjectUpdate as ProjectUpdate
from clust.wishes.models.projects import Question as Question
from clust.wishes.models.projects import QuestionAnswer as QuestionAnswer
from clust.wishes.models.projects import Vote as Vote
from clust.wishes.models.projects import VoteEnd as VoteEnd
from clust.wishes.models.wishes import Category as Category
from clust.wishes.models.wishes import Look as Look
from clust.wishes.models.wishes import Merge as Merge
from clust.wishes.models.wishes import Wish as Wish
from clust.wishes.models.wishes import WishChoice as WishChoice
from clust.wishes.models.wishes import WishPicture as WishPicture
from clust.wishes.models.words import WishWord as WishWord
