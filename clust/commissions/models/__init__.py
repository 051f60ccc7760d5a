"""What creators and partners earn: royalties, commissions, statements, and the money sent."""

from clust.commissions.models.commissions import Clawback as Clawback
from clust.commissions.models.commissions import Commission as Commission
from clust.commissions.models.commissions import CommissionStatement as CommissionStatement
from clust.commissions.models.commissions import SelfBill as SelfBill
from clust.commissions.models.commissions import Source as Source
from clust.commissions.models.fees import FeeInvoice as FeeInvoice
from clust.commissions.models.fees import FeePayment as FeePayment
from clust.commissions.models.fees import MonthFee as MonthFee
from clust.commissions.models.payouts import CommissionPayout as CommissionPayout
from clust.commissions.models.payouts import RoyaltyKeeping as RoyaltyKeeping
from clust.commissions.models.payouts import RoyaltyPayout as RoyaltyPayout
from clust.commissions.models.royalties import PAID as PAID
from clust.commissions.models.royalties import Royalty as Royalty
from clust.commissions.models.royalties import RoyaltyReversal as RoyaltyReversal
from clust.commissions.models.royalties import RoyaltyStatement as RoyaltyStatement
from clust.commissions.models.royalties import due_to_pay as due_to_pay
from clust.commissions.models.transfers import Transfer as Transfer
from clust.commissions.models.transfers import TransferDownload as TransferDownload
from clust.commissions.models.transfers import TransferEnd as TransferEnd
from clust.commissions.models.transfers import TransferFile as TransferFile
from clust.commissions.models.transfers import TransferFilePaid as TransferFilePaid
from clust.commissions.models.transfers import TransferReturn as TransferReturn
