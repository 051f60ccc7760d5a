"""Headers, in English and French: which column holds what."""

import re
import unicodedata
from collections.abc import Sequence

CODE, NAME, QUANTITY, PRICE = "code", "name", "quantity", "price"
AT, CUSTOMER, INVOICE = "at", "customer", "invoice"

HEADERS = {
    CODE: "stockcode code sku reference ref item itemcode itemno article product productcode"
    " productid codearticle codeproduit refarticle refproduit referencearticle referenceproduit"
    " referencefournisseur numeroarticle partnumber artikel gtin ean",
    NAME: "description name productname itemname designation libelle nom nomproduit intitule title",
    QUANTITY: "quantity qty quantite qte units unites fromunits fromquantity minquantity from"
    " minimumquantity apartirde desquantite quantitemini quantiteminimum nombre pieces",
    PRICE: "unitprice price prix prixunitaire pu puht prixht prixunitaireht prixnet netprice"
    " unitcost cost cout coutunitaire tarif tarifht listprice prixachat",
    AT: "invoicedate date at orderdate datetime datefacture datecommande datedefacture"
    " datedecommande time",
    CUSTOMER: "customerid customer client clientid codeclient numeroclient idclient buyer acheteur",
    INVOICE: "invoiceno invoice invoicenumber facture numerofacture numfacture nofacture orderno"
    " orderid order commande numerocommande nocommande",
}
KNOWN = {word: column for column, words in HEADERS.items() for word in words.split()}
DELIMITERS = (",", ";", "\t", "|")


def plain_word(header: str) -> str:
    """Return a header without case, accents and signs: "Prix unitaire (€)" is "prixunitaire"."""
    outside = re.sub(r"\([^)]*\)|\[[^]]*\]", "", header) or header
    letters = unicodedata.normalize("NFKD", outside.casefold())
    return re.sub("[^a-z0-9]", "", letters.replace("n°", "numero").replace("№", "numero"))


def columns(header: Sequence[str]) -> dict[str, int]:
    """Return where each known column stands; of two alike the first."""
    found: dict[str, int] = {}
    for place, word in enumerate(header):
        if column := KNOWN.get(plain_word(word)):
            found.setdefault(column, place)
    return found


def delimiter(header: str) -> str:
    """Return the sign between the columns: the one that makes the most known headers."""
    if match := re.fullmatch(r"sep=(.)", header.strip()):
        return match[1]
    return max(
        DELIMITERS, key=lambda sign: (len(columns(_split(header, sign))), header.count(sign))
    )


def _split(header: str, sign: str) -> list[str]:
    return [word.strip().strip('"') for word in header.split(sign)]
