"""Words that wishes are written with."""

from django.db import models


class WishWord(models.Model):
    """A word that some wish is written with, without accents: whoever mistypes it finds it here."""

    word = models.TextField(primary_key=True)

    class Meta:
        db_table = "wish_word"

    def __str__(self) -> str:
        return self.word
