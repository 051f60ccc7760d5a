"""Every table and every action of the house: which fact is written by what, under which rule."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

import clust
from demo.page import Page

ROOMS = (
    "people",
    "storefronts",
    "keys",
    "partners",
    "wishes",
    "sourcing",
    "campaigns",
    "wallet",
    "orders",
    "payments",
    "banking",
    "invoicing",
    "supply",
    "returns",
    "talk",
    "gatherings",
    "commissions",
    "hooks",
    "sponsoring",
    "notices",
    "ledger",
    "base",
)
BY_HAND = "with the shop, by its operator"
NO_ACTIONS = {"check_above_cost", "differing_levels", "lowest_price_of_30_days", "whole_cases"}
NO_ACTIONS |= {
    "check_currency",
    "credit_for",
    "invitations_of",
    "may_hand_out",
    "may_take_back_on",
    "owed_net_cents",
}
NO_ACTIONS |= {"standing_units", "unpaid_cents"}
NO_ACTIONS |= {"check_limit", "clean_line", "end_backing", "lock_person", "lock_wish"}
NO_ACTIONS |= {"lock_wishes"}
NO_ACTIONS |= {"check_host", "lock_gathering", "lock_person", "may_start", "seal_of"}
NO_ACTIONS |= {"speaks_for"}
NO_ACTIONS |= {"as_host", "clean", "for_others", "is_let_in", "sold_at"}
NO_ACTIONS |= {"rights_of", "speaks_for"}
NO_ACTIONS |= {"credit_for", "may_hand_out", "may_take_back_on", "owed_net_cents"}
NO_ACTIONS |= {"standing_units", "unpaid_cents", "usual_per_mille"}
NO_ACTIONS |= {"day_of", "invitations_to", "is_inside", "missing_for"}
WRITTEN_BY = {
    "Partner": ("add_partner", ""),
    "PartnerPerson": ("join_partner", ""),
    "PartnerInvitation": ("invite_to_partner", ""),
    "Agreement": ("agree", "commission"),
    "Advert": ("name_advert", ""),
    "AdvertCost": ("note_advert_cost, drop_advert_cost", ""),
    "Link": ("make_link, link_of_sponsor", ""),
    "Visit": ("note_visit", ""),
    "Referral": ("refer", ""),
    "TaxData": ("say_taxes", ""),
    "TaxCheck": ("note_tax_answer", ""),
    "PayoutAccount": ("give_account", ""),
    "PayoutAccountConfirmation": ("confirm_account", ""),
    "Tribe": ("found_tribe", ""),
    "Membership": ("found_tribe, join_tribe", ""),
    "MembershipEnd": ("end_membership, erase_tribes", ""),
    "Officer": ("appoint_officer", ""),
    "Admission": ("admit, admit_by_mail, take_up_invitation", ""),
    "AdmissionEnd": ("end_admission, erase_admissions", ""),
    "AdmissionInvitation": ("invite", ""),
    "PointOfSale": ("note_point_of_sale", ""),
    "DomainClaim": ("claim_domain", ""),
    "DomainCheck": ("note_record", ""),
    "IdentityProvider": ("connect_provider", ""),
    "OfficerEnd": ("end_office, appoint_officer, erase_offices", ""),
    "ApiKey": ("make_key", ""),
    "KeyRevocation": ("revoke_key", ""),
    "KeptAnswer": ("take_request", ""),
    "Offering": ("offer_for_gatherings", "margin"),
    "OfferingRung": ("offer_for_gatherings", ""),
    "OfferingEnd": ("withdraw_offering", ""),
    "Gathering": ("start_gathering", ""),
    "Host": ("start_gathering, appoint_host", ""),
    "GatheringEnd": ("call_off_gathering", ""),
    "Invitation": ("invite_by_link", ""),
    "InvitationEnd": ("revoke_link, invite_by_link", ""),
    "Letter": ("write_letters", ""),
    "LetterRefusal": ("refuse_letters", ""),
    "Acceptance": ("take_link, take_letter", ""),
    "PaperForm": ("enter_paper", ""),
    "PaperWithdrawal": ("withdraw_on_paper", ""),
    "RollList": ("read_roll_list, drop_roll_list", ""),
    "RollLine": ("read_roll_list, drop_roll_list", ""),
    "RollEntry": ("take_roll_list", ""),
    "RollApplication": ("take_roll_list", ""),
    "RollClaim": ("claim_entry, erase_roll", ""),
    "Wish": ("post_wish", ""),
    "WishChoice": ("post_wish", ""),
    "WishPicture": ("add_wish_picture", ""),
    "WishWord": ("post_wish", ""),
    "Backing": ("back_wish", ""),
    "BackingEnd": ("take_back", ""),
    "Look": ("look_at", ""),
    "Merge": ("merge_wishes", ""),
    "Report": ("report_wish", ""),
    "Hiding": ("hide_wish", ""),
    "Appeal": ("appeal", ""),
    "Ruling": ("rule", ""),
    "Person": ("join_as_guest", ""),
    "Identity": ("change_profile", ""),
    "Address": ("add_address", ""),
    "Erasure": ("erase_person", ""),
    "Project": ("propose_project", ""),
    "ProjectReview": ("review_project", ""),
    "Vote": ("review_project", ""),
    "VoteEnd": ("end_vote", ""),
    "Milestone": ("add_milestone", ""),
    "MilestoneEnd": ("end_milestone", ""),
    "ProjectUpdate": ("post_update", ""),
    "Question": ("ask_question", ""),
    "QuestionAnswer": ("answer_question", ""),
    "RightsOffer": ("offer_rights", ""),
    "RightsAssignment": ("assign_rights", ""),
    "Supplier": ("add_supplier", ""),
    "Product": ("add_product", ""),
    "Variant": ("add_product", ""),
    "Picture": ("add_picture", ""),
    "ReferencePrice": ("note_reference_price", ""),
    "Quote": ("record_quote", "ladder"),
    "QuoteRung": ("record_quote", "ladder"),
    "Award": ("award_quote", ""),
    "SupplierContact": ("join_supplier", ""),
    "ContactInvitation": ("invite_contact", ""),
    "Rejection": ("reject_quote", ""),
    "Brief": ("make_brief", "curves"),
    "BriefWish": ("make_brief", ""),
    "Category": ("add_category", ""),
    "Enquiry": ("send_enquiry", ""),
    "Invitee": ("send_enquiry", ""),
    "Decline": ("decline_enquiry", ""),
    "EnquiryQuestion": ("ask_about", ""),
    "EnquiryAnswer": ("answer_question", ""),
    "EnquiryMessage": ("say_to", ""),
    "Campaign": ("open_campaign", "ladder, terms"),
    "Rung": ("open_campaign", "ladder"),
    "CampaignDelivery": ("open_campaign", ""),
    "Listing": ("open_campaign", ""),
    "Plan": ("open_campaign", "margin"),
    "Forecast": ("keep_forecast", "forecast"),
    "Gate": ("open_campaign", "clearing"),
    "Level": ("place_pledge", "ladder"),
    "Calling": ("call_limits", ""),
    "Call": ("call_limits", ""),
    "Pledge": ("place_pledge", "ladder"),
    "Withdrawal": ("withdraw_pledge", ""),
    "ComingIn": ("place_pledge", "clearing"),
    "GoingOut": ("withdraw_pledge", "clearing"),
    "PriceStep": ("place_pledge", "clearing"),
    "Amendment": ("add_rung", "terms"),
    "Extension": ("extend_campaign", "terms"),
    "Renewal": ("renew_pledge", "terms"),
    "Release": ("release_pledges", "terms"),
    "Closing": ("close_campaign", ""),
    "Clearing": ("clear_campaign", "clearing"),
    "Allotment": ("clear_campaign", "clearing, cases"),
    "Order": ("order_allotments", ""),
    "PurchaseOrder": ("purchase", "ladder"),
    "PurchaseOrderLine": ("purchase", "cases"),
    "Entry": ("open_entry", ""),
    "Posting": ("post", "money"),
    "Balance": ("post", "money"),
    "BankAccount": ("take_statement", ""),
    "BankStatement": ("take_statement", ""),
    "BankLine": ("take_statement", "references"),
    "Payer": ("take_statement", ""),
    "Matching": ("match_line", ""),
    "PayBack": ("pay_back", ""),
    "PaidBack": ("note_pay_back_sent", ""),
    "Explanation": ("explain_line", ""),
    "Payout": ("take_payouts", ""),
    "PayoutLine": ("take_payouts", ""),
    "Hold": ("hold_place", "ladder"),
    "HoldEnd": ("confirm_hold", ""),
    "Mandate": ("confirm_hold", ""),
    "MandateChange": ("change_card", ""),
    "Customer": ("save_card", ""),
    "Card": ("save_card", ""),
    "Credit": ("give_credit", ""),
    "CreditTaking": ("take_credit_back", ""),
    "SponsorTerms": ("set_terms", ""),
    "Device": ("note_device, erase_sponsoring", ""),
    "NameGiven": ("give_name", ""),
    "Sponsorship": ("judge_referral", "sponsorship"),
    "SponsorRefusal": ("judge_referral", "sponsorship"),
    "SponsorReversal": ("claw_back", ""),
    "CreditExpiry": ("expire_credit", ""),
    "DirectOrder": ("order_direct", ""),
    "Cancellation": ("cancel", ""),
    "CardCheck": ("begin_card_check", ""),
    "CardCheckEnd": ("end_card_check", ""),
    "CreditUse": ("use_credits", ""),
    "CreditReturn": ("return_credits", ""),
    "Collection": ("open_collection", ""),
    "CapturePause": ("pause_collection", ""),
    "CaptureResume": ("resume_collection", ""),
    "Pace": ("reserve", ""),
    "TransferDue": ("open_collection", "references"),
    "Attempt": ("begin_attempt", ""),
    "Capture": ("record_answer", ""),
    "Refusal": ("record_answer", ""),
    "Refund": ("begin_refund", ""),
    "RefundDone": ("record_refund_answer", ""),
    "RefundFailure": ("record_refund_answer", ""),
    "RefundAfterAll": ("record_refund_answer", ""),
    "Regain": ("note_regain", ""),
    "PurchaseDecision": ("decide_purchase", "margin"),
    "CampaignCancellation": ("call_off", ""),
    "Company": ("buy_for_company", ""),
    "VatCheck": ("note_vat_answer", ""),
    "InvoiceNumber": ("take_numbers", ""),
    "Invoice": ("issue_invoices", "vat"),
    "InvoiceLine": ("issue_invoices", "vat"),
    "ResaleInvoice": ("invoice_resale", "vat"),
    "ResoldTo": ("invoice_resale", ""),
    "BilledTo": ("issue_invoices", ""),
    "CreditNote": ("credit_cancellation", "vat"),
    "CreditNoteLine": ("credit_cancellation", "vat"),
    "InvoicePaper": ("documents.invoice_pdf", ""),
    "CreditNotePaper": ("documents.credit_note_pdf", ""),
    "PurchaseShare": ("purchase", "cases"),
    "PurchaseAnswer": ("answer_purchase", ""),
    "PurchaseAnswerLine": ("answer_purchase", "allocation"),
    "PurchaseReduction": ("answer_purchase", "allocation"),
    "SupplierBill": ("record_bill", ""),
    "SupplierPayment": ("pay_bill", ""),
    "Organiser": ("appoint_organiser", ""),
    "Shipment": ("ship_in_bulk", ""),
    "Arrival": ("note_arrival", "allocation"),
    "ArrivalLine": ("note_arrival", "allocation"),
    "Destination": ("choose_destinations", ""),
    "Parcel": ("dispatch_parcel", ""),
    "ParcelLine": ("dispatch_parcel", ""),
    "CarrierEvent": ("record_carrier_event", ""),
    "Delivery": ("deliver", ""),
    "DeliveryLine": ("deliver", "vat"),
    "Loss": ("lose_parcel", ""),
    "Gap": ("note_arrival", "allocation"),
    "Replacement": ("lose_parcel", ""),
    "Disposal": ("dispose", ""),
    "Conclusion": ("conclude_campaign", ""),
    "Delay": ("note_delay", ""),
    "Substitution": ("offer_substitute", ""),
    "SubstitutionQuestion": ("offer_substitute", ""),
    "SubstitutionAnswer": ("answer_substitution", ""),
    "Thread": ("open_thread", ""),
    "Message": ("say", ""),
    "Photo": ("say", ""),
    "Assignment": ("assign", ""),
    "Settlement": ("settle", ""),
    "Reply": ("write_reply", ""),
    "Retraction": ("retract", "returns"),
    "Claim": ("claim_guarantee", "returns"),
    "ClaimAnswer": ("answer_claim", "returns"),
    "Return": ("ask_return", "returns"),
    "ReturnDispatch": ("note_return_sent", ""),
    "ReturnArrival": ("note_return_arrival", ""),
    "ReturnCheck": ("check_return", "returns"),
    "ReturnRefusal": ("refuse_return", ""),
    "ReturnEnd": ("keep_it", ""),
    "Exchange": ("exchange_return", ""),
    "Restitution": ("restitute", "returns"),
    "Recall": ("recall", ""),
    "Royalty": ("accrue_royalties", "royalties"),
    "RoyaltyReversal": ("reverse_royalties", "royalties"),
    "RoyaltyStatement": ("state_royalties", "royalties"),
    "RoyaltyPayout": ("pay_royalties", ""),
    "Commission": ("accrue_commissions", "commission"),
    "Clawback": ("claw_back", "commission"),
    "CommissionStatement": ("state_commissions", "commission"),
    "SelfBill": ("bill_statement", "vat"),
    "TransferFile": ("gather_transfers", ""),
    "Transfer": ("gather_transfers", ""),
    "TransferEnd": ("take_out", ""),
    "TransferDownload": ("hand_out", ""),
    "TransferFilePaid": ("note_file_paid", ""),
    "CommissionPayout": ("note_file_paid", ""),
    "Endpoint": ("listen", ""),
    "EndpointSecret": ("listen", ""),
    "EndpointEnd": ("end_endpoint", ""),
    "Event": ("note_events", ""),
    "EventMessage": ("note_events", ""),
    "EventTry": ("record_try", ""),
    "DelayTelling": ("tell_delay", ""),
    "Notice": ("tell_price_step", ""),
    "Carrying": ("send_notices", ""),
    "Sending": ("send_notices", ""),
    "Telling": ("tell_price_step", ""),
    "Announcement": ("tell_result", ""),
    "ParkedRow": ("flow.park", ""),
}


def our_models() -> list[type[models.Model]]:
    """Return the tables of all rooms, the past first."""
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def index(page: Page) -> None:
    """Write the list of all facts, and that of the actions beside them."""
    page.heading("Every fact")
    page.say(
        """A fact is a row; the action writes it, asking the rule; the room is where it lives.
        Imports and foreign keys point to earlier rooms only."""
    )
    rows = []
    for model in our_models():
        action, rule = WRITTEN_BY.get(model.__name__, ("", ""))
        said = f"`{action}`" if action else BY_HAND
        table = f"`{model.__name__}` (`{model._meta.db_table}`)"
        rows.append((table, said, rule, model._meta.app_label))
    page.table(["fact (table)", "action", "rule", "room"], rows)
    page.heading("Every action")
    lists = ((room, ", ".join(f"`{name}`" for name in actions(room))) for room in ROOMS)
    page.table(["room", "actions"], [(room, names) for room, names in lists if names])


def actions(room: str) -> list[str]:
    """Return the names of a room's actions, in the order they are written in."""
    folder = Path(clust.__file__).parent / room
    files = [folder / "actions.py", *sorted((folder / "actions").glob("*.py"))]
    found = (name for file in files if file.exists() for name in public_functions(file))
    return [name for name in found if name not in NO_ACTIONS]


def public_functions(file: Path) -> Iterator[str]:
    """Yield the functions of a module that others may call."""
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name
