"""
The data inside a document: Factur-X, profile EN 16931, as a UN/CEFACT cross industry invoice.

Business terms are named as in the standard: BT-1 is the number, BG-25 a line.
"""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from django.utils.translation import gettext as _

from clust.invoicing.models import Treatment
from clust.invoicing.reading import Item, Reading
from clust.invoicing.words import mentions, payment_words
from clust.rules.money import plain

FILE_NAME = "factur-x.xml"
PROFILE = "urn:cen.eu:en16931:2017"
SPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
for _prefix, _space in SPACES.items():
    register_namespace(_prefix, _space)

INVOICE, CREDIT_NOTE = "380", "381"
PAID_GOODS, GOODS = "B2", "B1"
PIECE = "C62"
CARD, AS_AGREED = "48", "ZZZ"
SIREN, PLATFORM, MAIL = "0002", "0225", "EM"
STANDARD, INTRA_COMMUNITY = "S", "K"


def document_xml(read: Reading) -> bytes:
    """Return the data of an invoice or a credit note, in the language that is active."""
    root = Element(_tag("rsm:CrossIndustryInvoice"))
    _context(root, read)
    _head(root, read)
    trade = _add(root, "rsm:SupplyChainTradeTransaction")
    for number, item in enumerate(read.items, 1):
        _line(trade, number, item, read)
    _agreement(trade, read)
    _delivery(trade, read)
    _settlement(trade, read)
    indent(root, " ")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _tag(name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def _add(parent: Element, path: str, text: str = "", **attributes: str) -> Element:
    """Add elements below each other, `a/b`, all of the space `ram` unless said; return the last."""
    for name in path.split("/"):
        parent = SubElement(parent, _tag(name if ":" in name else f"ram:{name}"))
    parent.text = text or None
    parent.attrib.update(attributes)
    return parent


def _day(parent: Element, path: str, day: date, space: str = "udt") -> None:
    _add(parent, f"{path}/{space}:DateTimeString", day.strftime("%Y%m%d"), format="102")


def _context(root: Element, read: Reading) -> None:
    context = _add(root, "rsm:ExchangedDocumentContext")
    mode = GOODS if read.note else PAID_GOODS
    _add(context, "BusinessProcessSpecifiedDocumentContextParameter/ID", mode)
    _add(context, "GuidelineSpecifiedDocumentContextParameter/ID", PROFILE)


def _head(root: Element, read: Reading) -> None:
    head = _add(root, "rsm:ExchangedDocument")
    _add(head, "ID", read.document.name)
    _add(head, "TypeCode", CREDIT_NOTE if read.note else INVOICE)
    _day(head, "IssueDateTime", read.document.issued_on)
    for code, words in _notes(read):
        note = _add(head, "IncludedNote")
        _add(note, "Content", words)
        _add(note, "SubjectCode", code)


def _notes(read: Reading) -> Iterator[tuple[str, str]]:
    yield from payment_words().items()
    yield "BAR", _kind_of_sale(read)
    if said := " ".join(mentions(read)):
        yield "REG", said


def _kind_of_sale(read: Reading) -> str:
    """Return how the French administration wants to hear of it (BR-FR-20)."""
    home = read.invoice.treatment == Treatment.HOME
    if read.billed_to.vat_number:
        return "B2B" if home and read.billed_to.vat_number.startswith("FR") else "B2BINT"
    return "B2C" if home else "B2CINT"


def _line(trade: Element, number: int, item: Item, read: Reading) -> None:
    line = _add(trade, "IncludedSupplyChainTradeLineItem")
    _add(line, "AssociatedDocumentLineDocument/LineID", str(number))
    product = _add(line, "SpecifiedTradeProduct")
    if item.kind == "goods":
        _add(product, "SellerAssignedID", str(read.order.campaign.product_id))
    _add(product, "Name", item.name)
    if item.detail:
        _add(product, "Description", item.detail)
    units = item.units or 1
    each = (Decimal(item.net) / 100 / units).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    price = _add(line, "SpecifiedLineTradeAgreement/NetPriceProductTradePrice")
    _add(price, "ChargeAmount", f"{each.normalize():f}")
    _add(line, "SpecifiedLineTradeDelivery/BilledQuantity", str(units), unitCode=PIECE)
    settlement = _add(line, "SpecifiedLineTradeSettlement")
    tax = _add(settlement, "ApplicableTradeTax")
    _add(tax, "TypeCode", "VAT")
    _add(tax, "CategoryCode", _category(read))
    _add(tax, "RateApplicablePercent", _percent(item.per_mille))
    summed = _add(settlement, "SpecifiedTradeSettlementLineMonetarySummation")
    _add(summed, "LineTotalAmount", plain(item.net))


def _category(read: Reading) -> str:
    return INTRA_COMMUNITY if read.is_exempt else STANDARD


def _percent(per_mille: int) -> str:
    return f"{per_mille // 10}.{per_mille % 10}"


def _agreement(trade: Element, read: Reading) -> None:
    agreement = _add(trade, "ApplicableHeaderTradeAgreement")
    _seller(_add(agreement, "SellerTradeParty"), read)
    _buyer(_add(agreement, "BuyerTradeParty"), read)
    _add(agreement, "BuyerOrderReferencedDocument/IssuerAssignedID", str(read.invoice.order_id))


def _seller(party: Element, read: Reading) -> None:
    seller = read.seller
    _add(party, "Name", seller.name)
    if read.siren:
        _add(party, "SpecifiedLegalOrganization/ID", read.siren, schemeID=SIREN)
    _address(party, seller.postcode, seller.street, "", seller.city, seller.country)
    uri = (read.siren, PLATFORM) if read.siren else (seller.email, MAIL)
    _add(party, "URIUniversalCommunication/URIID", uri[0], schemeID=uri[1])
    _add(party, "SpecifiedTaxRegistration/ID", seller.vat_number, schemeID="VA")


def _buyer(party: Element, read: Reading) -> None:
    who = read.billed_to
    siren = who.vat_number[-9:] if who.vat_number.startswith("FR") else ""
    _add(party, "ID", str(who.person_id))
    _add(party, "Name", who.name)
    if siren:
        _add(party, "SpecifiedLegalOrganization/ID", siren, schemeID=SIREN)
    _address(party, who.postcode, who.street, who.extra, who.city, who.country)
    uri = (siren, PLATFORM) if siren else (read.buyer_email, MAIL)
    _add(party, "URIUniversalCommunication/URIID", uri[0], schemeID=uri[1])
    if who.vat_number:
        _add(party, "SpecifiedTaxRegistration/ID", who.vat_number, schemeID="VA")


def _address(
    party: Element, postcode: str, street: str, extra: str, city: str, country: str
) -> None:
    address = _add(party, "PostalTradeAddress")
    written = (
        ("PostcodeCode", postcode),
        ("LineOne", street),
        ("LineTwo", extra),
        ("CityName", city),
        ("CountryID", country),
    )
    for name, text in written:
        if text:
            _add(address, name, text)


def _delivery(trade: Element, read: Reading) -> None:
    delivery = _add(trade, "ApplicableHeaderTradeDelivery")
    if read.is_exempt:
        _add(delivery, "ShipToTradeParty/PostalTradeAddress/CountryID", read.invoice.country)


def _settlement(trade: Element, read: Reading) -> None:
    document = read.document
    settlement = _add(trade, "ApplicableHeaderTradeSettlement")
    _add(settlement, "InvoiceCurrencyCode", document.currency)
    means = _add(settlement, "SpecifiedTradeSettlementPaymentMeans")
    _add(means, "TypeCode", CARD if read.by_card else AS_AGREED)
    _tax(_add(settlement, "ApplicableTradeTax"), read)
    if read.is_exempt:
        period = _add(settlement, "BillingSpecifiedPeriod")
        _day(period, "StartDateTime", document.issued_on)
        _day(period, "EndDateTime", read.until)
    terms = _add(settlement, "SpecifiedTradePaymentTerms")
    _day(terms, "DueDateDateTime", document.issued_on)
    _sums(settlement, read)
    if read.note:
        reference = _add(settlement, "InvoiceReferencedDocument")
        _add(reference, "IssuerAssignedID", read.invoice.name)
        _day(reference, "FormattedIssueDateTime", read.invoice.issued_on, "qdt")


def _tax(tax: Element, read: Reading) -> None:
    _add(tax, "CalculatedAmount", plain(read.document.vat_cents))
    _add(tax, "TypeCode", "VAT")
    if read.is_exempt:
        said = _("Exempt intra-Community supply, article 138 of directive 2006/112/EC")
        _add(tax, "ExemptionReason", said)
    _add(tax, "BasisAmount", plain(read.document.net_cents))
    _add(tax, "CategoryCode", _category(read))
    if read.is_exempt:
        _add(tax, "ExemptionReasonCode", "VATEX-EU-IC")
    _add(tax, "RateApplicablePercent", _percent(read.per_mille))


def _sums(settlement: Element, read: Reading) -> None:
    document = read.document
    summed = _add(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation")
    _add(summed, "LineTotalAmount", plain(document.net_cents))
    _add(summed, "TaxBasisTotalAmount", plain(document.net_cents))
    _add(summed, "TaxTotalAmount", plain(document.vat_cents), currencyID=document.currency)
    _add(summed, "GrandTotalAmount", plain(document.gross_cents))
    paid = 0 if read.note else document.gross_cents
    if paid:
        _add(summed, "TotalPrepaidAmount", plain(paid))
    _add(summed, "DuePayableAmount", plain(document.gross_cents - paid))
