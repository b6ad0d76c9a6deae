"""Words of names: verbs and what they mean, singulars and plurals, and words that only join others."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from trueline import names


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Verbs by what they do to a resource. The first of each is what the method is called.
READ = frozenset({"get", "list", "fetch", "find", "read", "retrieve", "show", "view", "index", "describe", "lookup"})
CREATE = frozenset({"create", "add", "post", "new", "insert", "store", "make"})
UPDATE = frozenset({"update", "put", "patch", "edit", "modify", "change", "save", "set"})
DELETE = frozenset({"delete", "destroy", "remove"})
CRUD = READ | CREATE | UPDATE | DELETE

#: Verbs that are an action of their own. Those of the second group are nouns as often: they need an id that uses them
#: as a verb, or a request that changes something.
ACTIONS = _words("""
    abort accept acknowledge activate advance analyze apply approve archive assign attach authenticate authorize ban
    broadcast calculate cancel capture clear clone close compare complete compute configure confirm connect convert
    copy count deactivate decline decrypt deliver deploy detach detect disable disconnect dismiss dispatch download
    duplicate enable encrypt enqueue evaluate exchange execute expire extend extract fail finalize finish follow
    forward fund generate grant increment initialize initiate install introspect invalidate invite invoke join leave
    lock merge migrate move mute notify open parse pause ping poll predict present promote provision prune publish
    purge rebuild recover redact redeem refresh regenerate register reject reload rename render renew reopen replace
    replay reprocess resend reset resize resolve restart restore resume retry revert revoke rollback rotate run send
    ship shutdown simulate skip snooze start stop submit subscribe succeed suspend swap sync terminate toggle track
    transform translate trigger unarchive unassign unblock unfollow unlink unlock unmute unpublish unregister
    unshare unstar unsubscribe unwatch upgrade upload upsert validate verify void withdraw
""")
_AMBIGUOUS = _words("""
    block charge check comment commit credit debit draft export filter fork hide import invoice like link log login
    logout mark order pay pin preview process pull push query rank rate ready refund release reply report request
    reserve respond return reverse review scan schedule search share sign signin signout signup split star switch
    tag test transfer undo use vote watch
""")
#: Single words that answer a GET by themselves: ``/users/me``, ``/users/count``.
ANSWERS = _words(
    "me self current whoami count search export download lookup find check validate verify login logout ping"
)
_JOINING = _words("a an and as at by for from in into of on or the to under using via with within")
_LEADING = _words("as at by for from in into of on to under using via with within")
_SINGULAR = _words("""
    access address alias analysis analytics apis atlas aws basis bus business canvas chaos class cors credentials
    css details dns gas https ios kubernetes lens metrics news os pass preferences process progress redis sas series
    settings sms species statistics stats status success tls total usage
""")
_IRREGULAR = {"people": "person", "children": "child", "men": "man", "women": "woman", "indices": "index"}


def split(text: str) -> list[str]:
    """``listUserIDs`` → ``list``, ``user``, ``ids``."""
    return [word.lower() for word in names.words(text)]


@lru_cache(maxsize=1 << 14)
def singular(word: str) -> str:
    """``policies`` → ``policy``. Only good for comparing: both sides go through it."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _SINGULAR or len(word) < 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "uses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def is_plural(word: str) -> bool:
    """Whether a noun names several things."""
    return singular(word) != word or word in {"data", "feed", "history", "media"}


def is_verb(word: str) -> bool:
    """Whether an operationId may have this word as its verb."""
    return word in CRUD or word in ACTIONS or word in _AMBIGUOUS


def is_only_verb(word: str) -> bool:
    """Whether a word is hardly ever a noun."""
    return is_verb(word) and word not in _AMBIGUOUS


def is_action(word: str, method: str) -> bool:
    """Whether a last path segment that begins with this word is something to do, not something that is."""
    if method == "GET":
        return word in ANSWERS
    return word in ACTIONS or word in _AMBIGUOUS or word in CRUD


def joins(word: str) -> bool:
    """Whether a word only joins others."""
    return word in _JOINING


def leads(word: str) -> bool:
    """Whether a word begins a qualifier: ``for project``, ``by name``."""
    return word in _LEADING


def counted(count: int, noun: str) -> str:
    """``1 file``, ``2 files``: for nouns whose plural ends in s."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def same(left: Iterable[str], right: Iterable[str]) -> bool:
    """Whether two names are the same but for number."""
    return [singular(word) for word in left] == [singular(word) for word in right]


_SAME = _words("news series species")
#: Words that keep their capitals in the name of a class.
_INITIALS = _words("""
    acl ai api ascii cpu css dns eof guid html http https id ip json qps ram rpc sdk sla smtp sql ssh tcp tls ttl udp
    ui uid uri url utf8 uuid vm xml xmpp xsrf xss
""")


def stem(word: str) -> str:
    """A word of a class for one thing: ``details`` → ``detail``. Only what is never a plural stays."""
    if word in _SAME or word in _IRREGULAR or not word.endswith("s"):
        return _IRREGULAR.get(word, word)
    return singular(word) if singular(word) != word or word.endswith(("ss", "us", "is")) else word[:-1]


def class_words(text: str) -> list[str]:
    """The words of a class: ``stop_ids`` → ``Stop``, ``IDs``."""
    return [_capital(word) for word in split(text)]


def _capital(word: str) -> str:
    if word in _INITIALS:
        return word.upper()
    if word.endswith("s") and word[:-1] in _INITIALS:
        return f"{word[:-1].upper()}s"
    return word.capitalize()
