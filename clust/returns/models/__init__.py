"""What happens after the sale: minds changed, goods sent back, defects, talk, recalls."""

from clust.returns.models.claims import Claim as Claim
from clust.returns.models.claims import ClaimAnswer as ClaimAnswer
from clust.returns.models.claims import Retraction as Retraction
from clust.returns.models.exchanges import Exchange as Exchange
from clust.returns.models.recalls import Recall as Recall
from clust.returns.models.returns import Restitution as Restitution
from clust.returns.models.returns import Return as Return
from clust.returns.models.returns import ReturnArrival as ReturnArrival
from clust.returns.models.returns import ReturnCheck as ReturnCheck
from clust.returns.models.returns import ReturnDispatch as ReturnDispatch
from clust.returns.models.returns import ReturnEnd as ReturnEnd
from clust.returns.models.returns import ReturnRefusal as ReturnRefusal
from clust.returns.models.threads import Assignment as Assignment
from clust.returns.models.threads import Message as Message
from clust.returns.models.threads import Photo as Photo
from clust.returns.models.threads import Reply as Reply
from clust.returns.models.threads import Settlement as Settlement
from clust.returns.models.threads import Thread as Thread
from clust.returns.models.threads import private_files as private_files
