"""Which kinds of notices belong to which topic, and what holds for it while nobody chose."""

from typing import NamedTuple

from clust.notices.models import Notice, Rhythm, Topic

_KIND = Notice.Kind
KINDS_OF: dict[Topic, tuple[str, ...]] = {
    Topic.PLEDGES: (_KIND.FELL, _KIND.SOON),
    Topic.FOLLOWED: (_KIND.DROPPED, _KIND.LAST_DAY),
    Topic.WISHES: (_KIND.CALLED, _KIND.MERGED, _KIND.BRIEFED, _KIND.VOTED),
    Topic.TRIBES: (_KIND.TRIBE_WISH,),
    Topic.NEWS: (_KIND.NEWS,),
    Topic.CLUSTS: (_KIND.OPENED,),
    Topic.TALK: (_KIND.REPLY, _KIND.TALK_ANSWER),
}
_TOPICS = {kind: topic for topic, kinds in KINDS_OF.items() for kind in kinds}


class Choice(NamedTuple):
    """How somebody is told of a topic."""

    mail: str
    push: bool
    site: bool


USUAL: dict[Topic, Choice] = {
    Topic.SERVICE: Choice(Rhythm.AT_ONCE, push=True, site=True),
    Topic.PLEDGES: Choice(Rhythm.AT_ONCE, push=True, site=True),
    Topic.FOLLOWED: Choice(Rhythm.AT_ONCE, push=True, site=True),
    Topic.WISHES: Choice(Rhythm.AT_ONCE, push=True, site=True),
    Topic.TRIBES: Choice(Rhythm.NEVER, push=False, site=False),
    Topic.NEWS: Choice(Rhythm.WEEKLY, push=False, site=True),
    Topic.CLUSTS: Choice(Rhythm.WEEKLY, push=False, site=True),
    Topic.TALK: Choice(Rhythm.AT_ONCE, push=True, site=True),
}
# Who follows, or wishes, has asked to be told; a guest who pledged has asked for a sale only.
ASKED_FOR = {Topic.SERVICE, Topic.FOLLOWED, Topic.WISHES, Topic.CLUSTS, Topic.TALK}


def topic_of(kind: str) -> Topic:
    """Return what a kind of notice is about; what the contract wants is service."""
    return _TOPICS.get(kind, Topic.SERVICE)


def usual(topic: Topic, *, guest: bool) -> Choice:
    """Return what holds where nobody chose: to a guest, no mail that they did not ask for."""
    choice = USUAL[topic]
    if guest and topic not in ASKED_FOR:
        return choice._replace(mail=Rhythm.NEVER)
    return choice
