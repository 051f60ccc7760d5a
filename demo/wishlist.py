"""What the demo's people wish for, in their words."""

from dataclasses import dataclass

SHELVES = (
    ("maison", "Maison", "Home"),
    ("cuisine", "Cuisine", "Kitchen"),
    ("velo", "Vélo et trajets", "Bikes and getting around"),
    ("jardin", "Jardin et balcon", "Garden and balcony"),
    ("plein-air", "Plein air", "Outdoors"),
    ("son", "Son et image", "Sound and picture"),
    ("enfants", "Enfants", "Children"),
    ("atelier", "Atelier et outils", "Workshop and tools"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish of the demo: how many want it, and at about which price in cents with tax."""

    title: str
    words: str
    shelf: str
    people: int
    guess: int
    days: int
    choices: tuple[str, ...] = ()
    firm: float = 0.3
    language: str = "fr"


LAMP = Wanted(
    "Une bonne lampe d’atelier, réparable",
    "Deux bras, un ressort, une ampoule qui se change. J’en ai assez des lampes à jeter.",
    "atelier",
    people=41,
    guess=6_500,
    days=34,
    firm=0.6,
)
NIGHT_LIGHT = Wanted(
    "Veilleuse rechargeable pour la chambre des petits",
    "Sans fil, lumière chaude, solide, et qu’on puisse changer la batterie un jour.",
    "enfants",
    people=33,
    guess=2_900,
    days=19,
    choices=("Lune", "Renard"),
    firm=0.5,
)
BIKE = Wanted(
    "Vélo cargo biporteur électrique",
    "Pour deux enfants et les courses. Freins à disque, béquille solide, batterie amovible.",
    "velo",
    people=28,
    guess=329_000,
    days=26,
    firm=0.45,
)
BIKE_AGAIN = Wanted(
    "velo cargo electrique (biporteur)",
    "On se groupe ? À vingt, il doit y avoir moyen de négocier.",
    "velo",
    people=6,
    guess=310_000,
    days=6,
)
HIDDEN = Wanted(
    "Gagnez de l’argent depuis votre canapé",
    "Cliquez sur mon lien, je vous explique tout.",
    "maison",
    people=1,
    guess=100,
    days=3,
)
WALL = (
    LAMP,
    NIGHT_LIGHT,
    BIKE,
    BIKE_AGAIN,
    HIDDEN,
    Wanted(
        "Composteur de balcon qui ne sent pas",
        "Pour un appartement de trois personnes, avec un robinet pour le jus.",
        "jardin",
        people=17,
        guess=7_900,
        days=4,
    ),
    Wanted(
        "Moulin à farine pour la maison",
        "Meule en pierre, 100 g à la minute, pas trop bruyant le dimanche matin.",
        "cuisine",
        people=12,
        guess=29_900,
        days=11,
    ),
    Wanted(
        "Récupérateur d’eau, 300 litres ou à peu près",
        "Rond ou plat, peu m’importe, mais avec un vrai robinet en laiton.",
        "jardin",
        people=22,
        guess=8_900,
        days=9,
        choices=("Rond, 300 l", "Plat, 250 l", "Deux fois 150 l"),
    ),
    Wanted(
        "A decent folding hand truck",
        "Eighty kilos, folds flat, wheels that survive cobblestones.",
        "atelier",
        people=9,
        guess=6_900,
        days=2,
        language="en",
    ),
    Wanted(
        "Jumelles légères pour la montagne",
        "8 × 32, étanches, qu’on oublie dans le sac jusqu’au premier chamois.",
        "plein-air",
        people=14,
        guess=19_900,
        days=15,
    ),
    Wanted(
        "Platine vinyle d’occasion révisée",
        "Entraînement par courroie, cellule neuve, et quelqu’un qui la garantit.",
        "son",
        people=7,
        guess=14_900,
        days=1,
    ),
)


@dataclass(frozen=True, slots=True)
class Idea:
    """A project of the demo; `votes` is the share of its goal that is reached."""

    title: str
    pitch: str
    shelf: str
    price: int
    royalty: int
    goal: int
    votes: float
    ago: int
    lasts: int
    choices: tuple[str, ...] = ()


VOTING = Idea(
    "Le tabouret qui se range à plat",
    "Trois planches de hêtre, une sangle, aucune vis. Il porte 120 kilos et se glisse derrière une"
    " porte. J’en ai fabriqué douze ; il en faudrait deux cents pour qu’un menuisier les fasse"
    " bien et pas cher.",
    "maison",
    price=5_900,
    royalty=350,
    goal=60,
    votes=0.72,
    ago=9,
    lasts=21,
    choices=("Hêtre clair", "Hêtre teinté"),
)
WON = Idea(
    "Le carillon de fenêtre",
    "Sept tubes de laiton, accordés sur une gamme qui ne se fâche jamais avec le vent. Le dessin"
    " est prêt, le moule aussi.",
    "jardin",
    price=4_400,
    royalty=250,
    goal=40,
    votes=1.2,
    ago=40,
    lasts=20,
)
TO_REVIEW = Idea(
    "Le sac à pain qui tient debout",
    "Lin épais, fond rond en liège, une semaine sans rassir. Fabriqué à trente minutes d’ici.",
    "cuisine",
    price=2_700,
    royalty=200,
    goal=50,
    votes=0,
    ago=1,
    lasts=30,
)
IDEAS = (VOTING, WON, TO_REVIEW)
