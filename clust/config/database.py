"""`python -m clust.config.database start | stop | address`: the server kept with the data."""

import sys

from clust.config import embedded
from clust.config.environment import Environment

ACTIONS = {"start": embedded.start, "stop": embedded.stop, "address": embedded.address}


def main(action: str) -> None:
    """Do so for this checkout's data; with DATABASE_URL there is nothing to start or stop."""
    environment = Environment()
    if environment.database_url:
        return
    try:
        said = ACTIONS[action](environment.data)
    except embedded.NoDatabase as problem:
        sys.exit(str(problem))
    if action == "address":
        sys.stdout.write(f"{said}\n")


if __name__ == "__main__":
    main(sys.argv[1])
