"""What is bought from whom: products, enquiries, quotes and awards."""

from clust.sourcing.models.contacts import ContactInvitation as ContactInvitation
from clust.sourcing.models.contacts import Role as Role
from clust.sourcing.models.contacts import SupplierContact as SupplierContact
from clust.sourcing.models.enquiries import Decline as Decline
from clust.sourcing.models.enquiries import Enquiry as Enquiry
from clust.sourcing.models.enquiries import EnquiryAnswer as EnquiryAnswer
from clust.sourcing.models.enquiries import EnquiryMessage as EnquiryMessage
from clust.sourcing.models.enquiries import EnquiryQuestion as EnquiryQuestion
from clust.sourcing.models.enquiries import Invitee as Invitee
from clust.sourcing.models.products import Picture as Picture
from clust.sourcing.models.products import Product as Product
from clust.sourcing.models.products import ReferencePrice as ReferencePrice
from clust.sourcing.models.products import Supplier as Supplier
from clust.sourcing.models.products import Variant as Variant
from clust.sourcing.models.quotes import Award as Award
from clust.sourcing.models.quotes import Quote as Quote
from clust.sourcing.models.quotes import QuoteRung as QuoteRung
from clust.sourcing.models.quotes import Rejection as Rejection
