"""Who can sign in to the demo."""

PASSWORD = "a-vous-de-jouer"
MEMBER = "camille@demo.example"
DESK = "achats@clust.example"
SUPPLIER = "sacha@loupiote.example"
PARTNER = "noe@carnet.example"
