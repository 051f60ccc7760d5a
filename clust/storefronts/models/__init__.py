"""Where people shop, and who belongs there: storefronts, ways of delivery, tribes, officers."""

from clust.storefronts.models.admissions import Admission as Admission
from clust.storefronts.models.admissions import AdmissionEnd as AdmissionEnd
from clust.storefronts.models.admissions import AdmissionInvitation as AdmissionInvitation
from clust.storefronts.models.admissions import PointOfSale as PointOfSale
from clust.storefronts.models.belonging import HandOver as HandOver
from clust.storefronts.models.belonging import LettingIn as LettingIn
from clust.storefronts.models.domains import DomainCheck as DomainCheck
from clust.storefronts.models.domains import DomainClaim as DomainClaim
from clust.storefronts.models.officers import Officer as Officer
from clust.storefronts.models.officers import OfficerEnd as OfficerEnd
from clust.storefronts.models.officers import Role as Role
from clust.storefronts.models.providers import IdentityProvider as IdentityProvider
from clust.storefronts.models.sharing import Sharing as Sharing
from clust.storefronts.models.shops import Catalogue as Catalogue
from clust.storefronts.models.shops import DeliveryOption as DeliveryOption
from clust.storefronts.models.shops import Domain as Domain
from clust.storefronts.models.shops import Door as Door
from clust.storefronts.models.shops import Membership as Membership
from clust.storefronts.models.shops import MembershipEnd as MembershipEnd
from clust.storefronts.models.shops import Seller as Seller
from clust.storefronts.models.shops import Storefront as Storefront
from clust.storefronts.models.shops import Terms as Terms
from clust.storefronts.models.shops import Tribe as Tribe
