"""`uvicorn clust.config.live:application`: the process of the live price."""

from functools import partial

from psycopg.conninfo import make_conninfo

from clust.base.sql import statement
from clust.config.environment import Environment
from clust.web.live.application import Live
from clust.web.live.channels import Board
from clust.web.parts.seals import live_seals

_environment = Environment()
_database = _environment.database
application = Live(
    Board(
        make_conninfo(
            dbname=_database["NAME"],
            user=_database["USER"],
            password=_database["PASSWORD"],
            host=_database["HOST"],
            port=_database["PORT"],
            **_database["OPTIONS"],
        ),
        statement("campaigns", "live_state"),
    ),
    seals=partial(live_seals, _environment.key),
)
