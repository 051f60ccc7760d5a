"""Who can sign in to the demo."""

PASSWORD = "a-vous-de-jouer"
MEMBER = "camille@demo.example"
DESK = "achats@clust.example"
SUPPLIER = "sacha@loupiote.example"
PARTNER = "noe@carnet.example"
COUNCIL, CLUB = "elu@acme.example", "bureau@club.example"
COUNCIL_HOST, CLUB_HOST = "ce.localhost", "club.localhost"
