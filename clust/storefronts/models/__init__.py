"""Where people shop, and who belongs there: storefronts, ways of delivery, tribes, staff rolls."""

from clust.storefronts.models.roll import RollApplication as RollApplication
from clust.storefronts.models.roll import RollClaim as RollClaim
from clust.storefronts.models.roll import RollEntry as RollEntry
from clust.storefronts.models.roll import RollLine as RollLine
from clust.storefronts.models.roll import RollList as RollList
from clust.storefronts.models.shops import DeliveryOption as DeliveryOption
from clust.storefronts.models.shops import Domain as Domain
from clust.storefronts.models.shops import Membership as Membership
from clust.storefronts.models.shops import MembershipEnd as MembershipEnd
from clust.storefronts.models.shops import Seller as Seller
from clust.storefronts.models.shops import Storefront as Storefront
from clust.storefronts.models.shops import Terms as Terms
from clust.storefronts.models.shops import Tribe as Tribe
