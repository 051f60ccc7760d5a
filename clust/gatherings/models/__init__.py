"""What is true of private clusts."""

from clust.gatherings.models.gatherings import Gathering as Gathering
from clust.gatherings.models.gatherings import GatheringEnd as GatheringEnd
from clust.gatherings.models.gatherings import Host as Host
from clust.gatherings.models.invitations import Acceptance as Acceptance
from clust.gatherings.models.invitations import Invitation as Invitation
from clust.gatherings.models.invitations import InvitationEnd as InvitationEnd
from clust.gatherings.models.invitations import Letter as Letter
from clust.gatherings.models.invitations import LetterRefusal as LetterRefusal
from clust.gatherings.models.offerings import Offering as Offering
from clust.gatherings.models.offerings import OfferingEnd as OfferingEnd
from clust.gatherings.models.offerings import OfferingRung as OfferingRung
from clust.gatherings.models.papers import PaperAnswer as PaperAnswer
from clust.gatherings.models.papers import PaperForm as PaperForm
from clust.gatherings.models.papers import PaperFormQuerySet as PaperFormQuerySet
from clust.gatherings.models.papers import PaperWithdrawal as PaperWithdrawal
