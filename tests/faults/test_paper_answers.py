"""Two organisers who answer for one buyer at the same moment: one answer, one fact."""

from collections import Counter
from datetime import timedelta

import pytest

from clust.gatherings.actions.answering import (
    answer_substitution_on_paper,
    renew_on_paper,
    take_money_back_on_paper,
)
from clust.gatherings.models import Gathering, PaperAnswer
from clust.orders.models import Cancellation
from clust.people.models import Person
from clust.supply.models import PurchaseOrder, SubstitutionAnswer
from tests.faults.crew import Crew, Job, stopped_at
from tests.gatherings.story import sign, start
from tests.gatherings.test_answering import (
    CLOSED,
    asked,
    bought,
    extended,
    late,
    second_host,
    slow_offer,
)
from tests.world import DAY, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]


@pytest.fixture
def gathering(world: World) -> Gathering:
    return start(world)


def at_once(lock: str, jobs: list[Job]) -> Counter[str]:
    """Bring both to a locked row, let it go, and count what came of them."""
    with Crew(jobs) as crew:
        with stopped_at(lock, crew, blocked=len(jobs)):
            pass
        return crew.answers()


def test_of_a_yes_and_a_no_one_stands(gathering: Gathering) -> None:
    hosts = [gathering.founder, second_host(gathering)]
    question = asked(bought(gathering))

    def says(host: Person, accepted: bool) -> Job:
        def job() -> str:
            answer_substitution_on_paper(
                question=question, accepted=accepted, entered_by=host, now=CLOSED
            )
            return "noted"

        return job

    lock = f"SELECT FROM purchase_order WHERE id = {PurchaseOrder.objects.get().pk} FOR UPDATE"
    jobs = [says(hosts[0], True), says(hosts[1], False)]
    assert at_once(lock, jobs) == Counter({"noted": 1, "AlreadyAnswered": 1})
    answer = SubstitutionAnswer.objects.get()
    assert PaperAnswer.objects.get().substitution == answer
    assert Cancellation.objects.exists() is not answer.accepted


def test_money_flows_back_once(gathering: Gathering) -> None:
    hosts = [gathering.founder, second_host(gathering)]
    order = bought(gathering)

    def takes(host: Person) -> Job:
        def job() -> str:
            return str(take_money_back_on_paper(order=order, entered_by=host, now=late(order)).pk)

        return job

    lock = f'SELECT FROM "order" WHERE id = {order.pk} FOR UPDATE'
    answers = at_once(lock, [takes(host) for host in hosts])
    undone = Cancellation.objects.get()
    assert answers == Counter({str(undone.pk): 2})
    assert PaperAnswer.objects.get().money_back == undone


def test_two_yeses_to_a_later_close_are_one(world: World) -> None:
    gathering = start(world, offering=slow_offer(world))
    hosts = [gathering.founder, second_host(gathering)]
    pledge = sign(gathering).pledge
    assert pledge
    extension = extended(gathering)

    def stays(host: Person) -> Job:
        told = {"pledge": pledge, "extension": extension, "entered_by": host}
        return lambda: renew_on_paper(**told, now=DAY + timedelta(hours=1)).pk

    lock = f"SELECT FROM extension WHERE id = {extension.pk} FOR UPDATE"
    answers = at_once(lock, [stays(host) for host in hosts])
    assert list(answers.values()) == [2]
    assert PaperAnswer.objects.count() == 1
