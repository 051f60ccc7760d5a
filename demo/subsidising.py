"""The works council pays a part of its people's orders: a roll, a budget, two plans."""

from datetime import date, datetime
from io import BytesIO

from django.utils import timezone

from clust.people.models import Person
from clust.storefronts.actions.roll import claim_entry, read_roll_list, take_roll_list
from clust.storefronts.models import RollEntry, Storefront
from clust.subsidies.actions.planning import PlanTerms, make_plan, open_budget
from clust.subsidies.models import SubsidyBudget
from demo.communities import COUNCIL

SET_ASIDE = 500_000
HEADINGS = "Matricule;Nom;E-mail;Année de naissance;Catégorie;Foyer\n"
NUMBER, BORN = "A1001", "1985"


def pay_a_part(member: Person, email: str, treasurer: Person, *, now: datetime) -> None:
    """Give the council its roll, its budget and its plans, once; the demo's member is on it."""
    council = Storefront.objects.get(slug=COUNCIL)
    if not RollEntry.objects.filter(storefront=council).exists():
        _roll(council, email, treasurer, now=now)
        claim_entry(storefront=council, person=member, number=NUMBER, birth_year=BORN, now=now)
    if not SubsidyBudget.objects.filter(storefront=council).exists():
        _plans(council, treasurer, now=now)


def _roll(council: Storefront, email: str, treasurer: Person, *, now: datetime) -> None:
    lines = [f"{NUMBER};Alice Exemple;{email};{BORN};Cadre;F1"]
    lines += [
        f"A{1001 + n};Personne {n};personne{n}@acme.example;{1960 + n};"
        f"{'Cadre' if n % 4 == 0 else 'Employé'};F{n // 2 + 2}"
        for n in range(1, 60)
    ]
    lines += [
        "A1061;Camille Atelier;camille@acme.example;1990;Employé;F61",
        "A1062;Noa Compta;noa@acme.example;1992;Cadre;F62",
    ]
    kept = read_roll_list(
        council,
        file=BytesIO((HEADINGS + "\n".join(lines)).encode()),
        file_name="effectif.csv",
        person=treasurer,
        now=now,
    )
    take_roll_list(kept, person=treasurer, good_only=False, end_missing=None, now=now)


def _plans(council: Storefront, treasurer: Person, *, now: datetime) -> None:
    year = timezone.localdate(now).year
    first, last = date(year, 1, 1), date(year, 12, 31)
    budget = open_budget(
        storefront=council,
        name=f"Activités sociales {year}",
        cents=SET_ASIDE,
        begins_on=first,
        ends_on=last,
        person=treasurer,
        now=now,
    )
    terms = PlanTerms(
        name="Un cinquième pour tous",
        begins_on=first,
        ends_on=last,
        per_mille=200,
        person_most_cents=15_000,
        family_most_cents=25_000,
    )
    make_plan(budget=budget, terms=terms, person=treasurer, now=now)
