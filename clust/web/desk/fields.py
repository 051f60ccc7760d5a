"""Fields of the desk's forms, those shared with suppliers."""

from clust.web.parts.fields import HIGHEST_UNITS as HIGHEST_UNITS
from clust.web.parts.fields import LadderField as LadderField
from clust.web.parts.fields import MoneyField as MoneyField
from clust.web.parts.fields import VariantsField as VariantsField
from clust.web.parts.fields import written as written
