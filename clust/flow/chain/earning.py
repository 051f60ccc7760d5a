"""What sponsors, creators, communities and partners earn and owe."""

from django.utils.translation import gettext_lazy as _

from clust.banking.actions.matching import NotInBooks
from clust.commissions.actions import accruing, billing, charging, earning, stating, transferring
from clust.commissions.brought import due_to_accrue_commissions, due_to_claw_back
from clust.commissions.fees import due_to_charge_months
from clust.commissions.levels import due_to_accrue, due_to_reverse, due_to_state
from clust.commissions.models.payouts import due_to_note_paid
from clust.commissions.owed import due_to_bill, due_to_state_commissions
from clust.contributions.actions import AlreadyStated as ContributionsStated
from clust.contributions.actions import due_to_state as due_to_state_contributions
from clust.contributions.actions import state_contributions
from clust.flow.step import Step
from clust.sponsoring import models as sponsored
from clust.sponsoring.actions import earning as sponsoring
from clust.storefronts.actions.admitting import AdmissionOver, leave_with_roll
from clust.storefronts.actions.roll import drop_roll_list
from clust.storefronts.models import Admission, RollList
from clust.subsidies.actions.promising import AlreadyEnded as PromiseEnded
from clust.subsidies.actions.promising import release_promise
from clust.subsidies.models import Promise
from clust.wishes.actions import projecting
from clust.wishes.models import Vote

EARNING = (
    Step(
        "end votes",
        _("count the votes for projects"),
        Vote.objects.due_to_end,
        projecting.end_vote,
        (projecting.AlreadyEnded,),
        since="until",
    ),
    Step(
        "judge sponsorships",
        _("credit sponsors with first orders that were kept"),
        sponsored.due_to_sponsor,
        sponsoring.judge_referral,
        (sponsoring.AlreadyJudged, sponsoring.NotYet),
        since="ripe_at",
    ),
    Step(
        "claw back sponsorships",
        _("take back credits of sales that were undone"),
        sponsored.due_to_claw_back,
        sponsoring.claw_back,
        (sponsoring.Kept,),
        since="undone_at",
    ),
    Step(
        "accrue royalties",
        _("credit creators with royalties"),
        due_to_accrue,
        accruing.accrue_royalties,
        (accruing.NothingEarned,),
    ),
    Step(
        "reverse royalties",
        _("take royalties back for returns"),
        due_to_reverse,
        accruing.reverse_royalties,
        (accruing.NothingToReverse,),
    ),
    Step(
        "state royalties",
        _("write statements of royalties"),
        due_to_state,
        stating.state_royalties,
        (stating.AlreadyStated,),
        since="joined_at",
    ),
    Step(
        "leave with the roll",
        _("end the admission of those who are on the roll no more"),
        Admission.objects.due_to_leave_roll,
        leave_with_roll,
        (AdmissionOver,),
    ),
    Step(
        "drop staff lists",
        _("let go of lines of staff lists that lie aside"),
        RollList.objects.due_to_drop,
        drop_roll_list,
    ),
    Step(
        "release subsidies",
        _("let subsidies go that no order came of"),
        Promise.objects.due_to_release,
        release_promise,
        (PromiseEnded,),
        since="campaign__gate__closes_at",
    ),
    Step(
        "state contributions",
        _("write statements of what communities owe"),
        due_to_state_contributions,
        state_contributions,
        (ContributionsStated,),
        since="over_at",
    ),
    Step(
        "accrue commissions",
        _("credit partners with commissions"),
        due_to_accrue_commissions,
        earning.accrue_commissions,
        (earning.NothingEarned,),
    ),
    Step(
        "claw back commissions",
        _("take commissions back for returns"),
        due_to_claw_back,
        earning.claw_back,
        (earning.NothingToTakeBack,),
    ),
    Step(
        "charge months",
        _("write the monthly fees of shops"),
        due_to_charge_months,
        charging.charge_months,
        (charging.NothingToCharge,),
    ),
    Step(
        "state commissions",
        _("write statements of commissions"),
        due_to_state_commissions,
        billing.state_commissions,
        (billing.AlreadyStated,),
        since="over_at",
    ),
    Step(
        "bill commissions",
        _("write the bills of partners"),
        due_to_bill,
        billing.bill_statement,
        (billing.AlreadyBilled, billing.DataMissing),
    ),
    Step(
        "note transfers made",
        _("note what the bank paid to partners and creators"),
        due_to_note_paid,
        transferring.note_paid_by_bank,
        (transferring.AlreadyPaid, transferring.NothingToPay, NotInBooks),
    ),
)
