"""What the demo sells: a small invented catalogue, with everything the law wants shown."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Choice:
    """A size or colour, with what it costs more, in cents with tax."""

    fr: str
    en: str
    surcharge_cents: int = 0


@dataclass(frozen=True, slots=True)
class Company:
    """A supplier, which also makes what it sells; all of them are invented."""

    name: str
    town: str

    @property
    def address(self) -> str:
        """Return name and address, as a label carries them."""
        return f"{self.name}, 1 rue de l’Exemple, {self.town}, France"

    @property
    def email(self) -> str:
        """Return where orders go."""
        return f"commandes@{self.name.split()[-1].lower()}.example"


@dataclass(frozen=True, slots=True)
class Item:
    """
    A product and what its supplier asks for it; `picture` names a drawing in `pictures/`.

    :param negotiated: its quote answers an enquiry, which began with wishes
    """

    picture: str
    company: Company
    fr: str
    en: str
    about_fr: str
    about_en: str
    warnings_fr: str
    warnings_en: str
    weight_g: int
    reference_cents: int
    cost: tuple[tuple[int, int], ...]
    choices: tuple[Choice, ...] = (Choice("", ""),)
    vat_per_mille: int = 200
    case_size: int = 1
    minimum_cases: int = 0
    capacity: int | None = None
    lead_days: int = 14
    eco_cents: int = 0
    repairability: str = ""
    exception: str = ""
    kilograms: int = 0
    negotiated: bool = False

    @property
    def identifier(self) -> str:
        """Return the model and batch on its label."""
        return f"Modèle {self.picture[:3].upper()}-26, lot 2611"


SEEN_ON = date(2026, 11, 2)
SOURCE = "magasin.example"  # the same in every language

TRAMONTANE = Company("Cycles Tramontane", "26000 Valence")
FARIBOLE = Company("Maison Faribole", "42000 Saint-Étienne")
LOUPIOTE = Company("Ateliers Loupiote", "38000 Grenoble")
GALOPIN = Company("Plein Air Galopin", "73000 Chambéry")
PATATRAS = Company("Comptoir Patatras", "13001 Marseille")

ITEMS = (
    Item(
        picture="bicycle",
        company=TRAMONTANE,
        fr="Vélo de ville Tramontane",
        en="Tramontane city bike",
        about_fr=(
            "Un vélo qui ne se prend pas pour un autre : cadre acier, huit vitesses dans le moyeu,"
            " garde-boue et lumières sur dynamo. Il arrive aux neuf dixièmes monté ; les pédales,"
            " le guidon et dix minutes font le reste."
        ),
        about_en=(
            "A bicycle that knows what it is: steel frame, eight gears in the hub, mudguards and"
            " lights fed by a dynamo. It arrives nine tenths assembled; the pedals, the handlebar"
            " and ten minutes do the rest."
        ),
        warnings_fr=(
            "Charge maximale 120 kg, panier compris. Faites vérifier le serrage après 50 km."
            " Le port du casque est obligatoire pour les moins de 12 ans."
        ),
        warnings_en=(
            "Carries 120 kg at most, basket included. Have the bolts checked after 50 km."
            " Helmets are compulsory in France below the age of 12."
        ),
        weight_g=16_500,
        reference_cents=69_900,
        cost=((1, 36_000), (50, 34_500), (150, 33_000), (300, 32_000)),
        choices=(
            Choice("Taille M (1,60 à 1,75 m)", "Size M (1.60 to 1.75 m)"),
            Choice("Taille L (1,75 à 1,95 m)", "Size L (1.75 to 1.95 m)"),
            Choice("Taille M, avec panier", "Size M, with basket", 3_500),
            Choice("Taille L, avec panier", "Size L, with basket", 3_500),
        ),
        lead_days=21,
        repairability="Pièces disponibles 10 ans (exemple)",
    ),
    Item(
        picture="kettle",
        company=FARIBOLE,
        fr="Bouilloire Sirocco",
        en="Sirocco kettle",
        about_fr=(
            "Un litre sept, un bec fin qui vise juste et six températures, du thé vert à l’infusion"
            " de grand-mère. L’inox est brossé : les traces de doigts restent discrètes."
        ),
        about_en=(
            "One litre seven, a slender spout that pours where you point, and six temperatures,"
            " from green tea to your grandmother’s infusion. The steel is brushed, so that"
            " fingerprints keep quiet."
        ),
        warnings_fr="Eau bouillante : hors de portée des enfants. Ne pas immerger le socle.",
        warnings_en="Boiling water: keep out of children’s reach. Do not immerse the base.",
        weight_g=1_400,
        reference_cents=5_490,
        cost=((1, 2_500), (50, 2_300), (100, 2_050)),
        choices=(
            Choice("Inox", "Steel"),
            Choice("Noir mat", "Matt black", 300),
            Choice("Clémentine", "Clementine", 300),
        ),
        eco_cents=24,
        repairability="Indice de réparabilité 7,9/10 (exemple)",
    ),
    Item(
        picture="headphones",
        company=LOUPIOTE,
        fr="Casque audio Chut",
        en="Chut headphones",
        about_fr=(
            "Il fait taire le métro et garde la musique. Trente heures d’autonomie, des coussinets"
            " qui se changent sans outil et un étui qui tient dans une poche de manteau."
        ),
        about_en=(
            "They hush the underground and keep the music. Thirty hours on a charge, cushions that"
            " come off without tools, and a case that fits a coat pocket."
        ),
        warnings_fr=(
            "À pleine puissance, l’écoute prolongée peut endommager l’oreille. Ne pas porter en"
            " conduisant. Batterie au lithium : à déposer en point de collecte."
        ),
        warnings_en=(
            "Prolonged listening at full volume can harm hearing. Do not wear while driving."
            " Lithium battery: return it to a collection point."
        ),
        weight_g=620,
        reference_cents=17_900,
        cost=((1, 8_400), (40, 7_800), (80, 6_900)),
        choices=(Choice("Clémentine", "Clementine"), Choice("Encre", "Ink")),
        eco_cents=12,
        repairability="Indice de réparabilité 8,2/10 (exemple)",
    ),
    Item(
        picture="lamp",
        company=LOUPIOTE,
        fr="Lampe d’atelier Loupiote",
        en="Loupiote task lamp",
        about_fr=(
            "Deux bras, un ressort et une lumière qui se règle du petit matin au soir d’hiver."
            " Elle se visse, se pince ou se pose : les trois pieds sont dans le carton."
        ),
        about_en=(
            "Two arms, a spring, and a light that goes from early morning to winter evening."
            " Screw it, clamp it or stand it: the three feet are in the box."
        ),
        warnings_fr="Débrancher avant de changer l’ampoule (E14, 8 W au plus).",
        warnings_en="Unplug before changing the bulb (E14, 8 W at most).",
        weight_g=2_300,
        reference_cents=8_900,
        cost=((1, 4_600), (30, 4_100), (60, 3_600)),
        eco_cents=18,
        repairability="Pièces disponibles 10 ans (exemple)",
        negotiated=True,
    ),
    Item(
        picture="tent",
        company=GALOPIN,
        fr="Tente Bivouac, deux places",
        en="Bivouac tent for two",
        about_fr=(
            "Deux kilos, deux arceaux, deux minutes. Le double toit descend jusqu’au sol et"
            " l’abside garde les chaussures au sec, même les vôtres."
        ),
        about_en=(
            "Two kilos, two poles, two minutes. The fly reaches the ground and the porch keeps"
            " boots dry, even yours."
        ),
        warnings_fr="Jamais de flamme à l’intérieur. Tissu déperlant : tenir loin d’un réchaud.",
        warnings_en="Never a flame inside. Coated fabric: keep away from stoves.",
        weight_g=2_400,
        reference_cents=22_900,
        cost=((1, 11_500), (25, 10_600), (60, 9_400)),
    ),
    Item(
        picture="telescope",
        company=LOUPIOTE,
        fr="Télescope Petite Ourse",
        en="Petite Ourse telescope",
        about_fr=(
            "Cent trente millimètres d’ouverture : les anneaux de Saturne, les cratères de la Lune"
            " et assez de galaxies pour quelques nuits blanches. L’atelier ne le fabrique qu’à"
            " partir de trente : à vous de les réunir."
        ),
        about_en=(
            "A hundred and thirty millimetres of aperture: Saturn’s rings, the Moon’s craters and"
            " galaxies enough for a few sleepless nights. The workshop starts at thirty: it is up"
            " to you to gather them."
        ),
        warnings_fr="Ne jamais regarder le Soleil : lésions irréversibles et immédiates de l’œil.",
        warnings_en="Never look at the Sun: immediate and permanent harm to the eye.",
        weight_g=7_800,
        reference_cents=31_900,
        cost=((1, 16_500), (60, 15_000), (100, 13_200)),
        minimum_cases=30,
        lead_days=28,
    ),
    Item(
        picture="jacket",
        company=GALOPIN,
        fr="Veste de pluie Giboulée",
        en="Giboulée rain jacket",
        about_fr=(
            "Coupée à Chambéry par séries de soixante, et pas une de plus. Coutures soudées,"
            " capuche qui tourne avec la tête, aérations sous les bras."
        ),
        about_en=(
            "Cut in runs of sixty, and not one more. Sealed seams, a hood that turns with your"
            " head, vents under the arms."
        ),
        warnings_fr="Laver à 30 °C sans adoucissant ; ne pas repasser les coutures soudées.",
        warnings_en="Wash at 30 °C without softener; do not iron the sealed seams.",
        weight_g=480,
        reference_cents=14_900,
        cost=((1, 7_600), (30, 7_100), (50, 6_400)),
        choices=(
            Choice("S", "S"),
            Choice("M", "M"),
            Choice("L", "L"),
            Choice("XL", "XL", 400),
        ),
        capacity=60,
        lead_days=10,
    ),
    Item(
        picture="coffee",
        company=PATATRAS,
        fr="Café en grains Patatras, 1 kg",
        en="Patatras coffee beans, 1 kg",
        about_fr=(
            "Torréfié doucement le lundi, emballé le mardi, vendu par cartons de six sachets."
            " Noisette, cacao, un rien d’agrume. Votre sachet complète peut-être le carton des"
            " voisins : c’est là que « jusqu’à » sert."
        ),
        about_en=(
            "Roasted slowly on Monday, packed on Tuesday, sold in cases of six bags. Hazelnut,"
            " cocoa, a hint of citrus. Your spare bag may complete the neighbours’ case: that is"
            " what “up to” is for."
        ),
        warnings_fr="Conserver au sec. À consommer de préférence dans les douze mois.",
        warnings_en="Keep dry. Best before twelve months.",
        weight_g=1_050,
        reference_cents=1_990,
        cost=((1, 1_080), (36, 980), (72, 880)),
        choices=(Choice("Grains", "Beans"), Choice("Moulu filtre", "Ground for filter")),
        vat_per_mille=55,
        case_size=6,
        minimum_cases=2,
        lead_days=7,
        exception="sealed",
        kilograms=1,
    ),
    Item(
        picture="game",
        company=PATATRAS,
        fr="Jeu de société Tribu",
        en="Tribu board game",
        about_fr=(
            "De deux à six, dès dix ans, trois quarts d’heure : chacun mène sa tribu en bas de"
            " l’escalier, et personne n’y arrive seul. Règles en quatre langues, boîte sans"
            " plastique."
        ),
        about_en=(
            "Two to six players, ten and older, three quarters of an hour: everybody leads a tribe"
            " down the stairs and nobody gets there alone. Rules in four languages, no plastic."
        ),
        warnings_fr="Ne convient pas aux moins de 36 mois : petits éléments, risque d’étouffement.",
        warnings_en="Not for children under 36 months: small parts, choking hazard.",
        weight_g=1_150,
        reference_cents=3_490,
        cost=((1, 1_750),),
    ),
    Item(
        picture="blanket",
        company=FARIBOLE,
        fr="Plaid Canut en laine",
        en="Canut wool blanket",
        about_fr=(
            "Un mètre trente sur un mètre quatre-vingts de laine peignée, tissée en chevrons."
            " Assez grand pour deux, à condition de bien s’entendre."
        ),
        about_en=(
            "One metre thirty by one metre eighty of combed wool, woven in herringbone. Big enough"
            " for two who get on."
        ),
        warnings_fr="Lavage à la main ou à sec. Tenir éloigné des sources de chaleur vive.",
        warnings_en="Wash by hand or dry-clean. Keep away from open heat.",
        weight_g=1_200,
        reference_cents=9_900,
        cost=((1, 4_900), (20, 4_500), (50, 4_000)),
        choices=(
            Choice("Clémentine", "Clementine"),
            Choice("Écru", "Ecru"),
            Choice("Menthe", "Mint"),
        ),
    ),
    Item(
        picture="speaker",
        company=LOUPIOTE,
        fr="Enceinte Tohu-Bohu",
        en="Tohu-Bohu speaker",
        about_fr=(
            "Un son qui remplit une cuisine sans réveiller l’étage. Batterie remplaçable, façade en"
            " lin, une entrée jack pour les nostalgiques. Ici, le prix descend presque à chaque"
            " acheteur : trois cents marches."
        ),
        about_en=(
            "A sound that fills a kitchen without waking the floor above. Replaceable battery,"
            " linen front, a jack for the nostalgic. The price falls with nearly every buyer:"
            " three hundred steps."
        ),
        warnings_fr="Batterie au lithium : ne pas percer, à déposer en point de collecte.",
        warnings_en="Lithium battery: do not pierce, return it to a collection point.",
        weight_g=1_900,
        reference_cents=26_900,
        cost=((1, 13_400), (200, 12_600), (400, 11_800), (600, 11_200)),
        choices=(Choice("Lin clair", "Light linen"), Choice("Lin encre", "Ink linen")),
        eco_cents=40,
        repairability="Indice de réparabilité 8,6/10 (exemple)",
    ),
    Item(
        picture="pan",
        company=FARIBOLE,
        fr="Cocotte en fonte Mijote",
        en="Mijote cast-iron casserole",
        about_fr=(
            "Quatre litres et demi, un couvercle à picots qui arrose tout seul, un émail qui va du"
            " feu vif au four. Elle pèse son poids et se transmet."
        ),
        about_en=(
            "Four litres and a half, a studded lid that bastes by itself, an enamel that goes from"
            " high flame to oven. It weighs what it weighs, and is handed down."
        ),
        warnings_fr="Poignées brûlantes au four : utiliser des gants. Éviter les chocs thermiques.",
        warnings_en="Handles get hot in the oven: use gloves. Avoid thermal shocks.",
        weight_g=5_600,
        reference_cents=16_900,
        cost=((1, 8_200), (30, 7_500), (60, 6_800)),
        choices=(Choice("Clémentine", "Clementine"), Choice("Encre", "Ink")),
    ),
    Item(
        picture="planter",
        company=GALOPIN,
        fr="Jardinière Basilic en mélèze",
        en="Basilic larch planter",
        about_fr=(
            "Quatre-vingts centimètres de mélèze non traité, un bac en zinc et de la place pour le"
            " basilic, la menthe et une ambition de tomate."
        ),
        about_en=(
            "Eighty centimetres of untreated larch, a zinc tray, and room for basil, mint and an"
            " ambition of tomatoes."
        ),
        warnings_fr="Pleine, elle pèse 35 kg : ne pas suspendre à un garde-corps.",
        warnings_en="Filled it weighs 35 kg: do not hang it on a railing.",
        weight_g=8_900,
        reference_cents=11_900,
        cost=((1, 5_600), (60, 5_000)),
    ),
    Item(
        picture="backpack",
        company=GALOPIN,
        fr="Sac à dos Colporteur, 24 litres",
        en="Colporteur backpack, 24 litres",
        about_fr=(
            "Toile cirée, fermeture par enroulement, une poche pour l’ordinateur et une autre pour"
            " le goûter. Réparé gratuitement pendant cinq ans par l’atelier."
        ),
        about_en=(
            "Waxed canvas, a roll top, a pocket for the laptop and another for the snack. Mended"
            " free of charge by the workshop for five years."
        ),
        warnings_fr="Charge conseillée : 9 kg. Ne pas laver en machine.",
        warnings_en="Recommended load: 9 kg. Do not machine-wash.",
        weight_g=950,
        reference_cents=11_500,
        cost=((1, 5_400), (25, 5_000), (70, 4_400)),
        choices=(
            Choice("Menthe", "Mint"),
            Choice("Encre", "Ink"),
            Choice("Menthe, bretelles cuir", "Mint, leather straps", 1_200),
        ),
        repairability="Réparation offerte 5 ans (exemple)",
    ),
)
