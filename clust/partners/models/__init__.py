"""Partners and their terms; links, visits, and what came of them."""

from clust.partners.models.agreements import Agreement as Agreement
from clust.partners.models.costs import AdvertCost as AdvertCost
from clust.partners.models.links import Advert as Advert
from clust.partners.models.links import Link as Link
from clust.partners.models.links import Referral as Referral
from clust.partners.models.links import Visit as Visit
from clust.partners.models.papers import PayoutAccount as PayoutAccount
from clust.partners.models.papers import PayoutAccountConfirmation as PayoutAccountConfirmation
from clust.partners.models.papers import TaxCheck as TaxCheck
from clust.partners.models.papers import TaxData as TaxData
from clust.partners.models.partners import Partner as Partner
from clust.partners.models.partners import PartnerInvitation as PartnerInvitation
from clust.partners.models.partners import PartnerPerson as PartnerPerson
from clust.partners.models.tenures import Tenure as Tenure
