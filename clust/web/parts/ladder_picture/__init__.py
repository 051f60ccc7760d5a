"""
The ladder, drawn as SVG: steps going down, the place where we stand, people as dots.

A filled dot is in, a ring waits, a faint dot is missing. Everybody in stands on the step whose
price all of them pay. Words and prices come in ready for the reader; nothing here is translated.
"""

from clust.web.parts.ladder_picture.drawing import draw
from clust.web.parts.ladder_picture.plan import FRAMES
from clust.web.parts.ladder_picture.told import LadderPicture, Words

__all__ = ["FRAMES", "LadderPicture", "Words", "draw"]
