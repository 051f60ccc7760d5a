"""What people say to each other about wishes, clusts and products, and what may not stay."""

from clust.talk.models.comments import Comment as Comment
from clust.talk.models.comments import CommentPhoto as CommentPhoto
from clust.talk.models.comments import Edit as Edit
from clust.talk.models.comments import Review as Review
from clust.talk.models.comments import TakingBack as TakingBack
from clust.talk.models.comments import Thanks as Thanks
from clust.talk.models.moderation import TalkAppeal as TalkAppeal
from clust.talk.models.moderation import TalkHiding as TalkHiding
from clust.talk.models.moderation import TalkReport as TalkReport
from clust.talk.models.moderation import TalkRuling as TalkRuling
from clust.talk.models.moderation import hidden as hidden
