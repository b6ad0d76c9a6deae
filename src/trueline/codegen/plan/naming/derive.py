"""Where an operation would like to live, from its own id, tags, method and path alone.

Nothing here looks at other operations, so adding one changes nobody's wish; who gives way is :mod:`.apart`'s affair.
"""

from __future__ import annotations

from dataclasses import dataclass

from trueline import names, words
from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.answers import successes
from trueline.codegen.plan.naming import ids
from trueline.codegen.plan.naming.paths import VERSION, Shape, is_many, shape
from trueline.spec.types import ListOf

Words = tuple[str, ...]
_EMPTY_TAGS = frozenset({"default", "api", "apis", "general", "other", "misc", "public", "endpoints", "operations"})
#: Words that say which one, where the path says it.
_SELF = frozenset({"id", "all", "key"})
#: Methods whose plain name belongs to one thing: what does the same to all of them has a name that says so.
_OF_ITEMS = frozenset({"DELETE", "GET", "PATCH", "PUT"})
_TAG_NOISE = frozenset({"controller", "api", "apis", "endpoint", "endpoints", "resource", "service", "operations"})


@dataclass(frozen=True, slots=True)
class Wish:
    """A resource, the methods that an operation would take there in this order, and how far it may insist (0 first)."""

    resource: tuple[str, ...]
    methods: tuple[str, ...]
    rank: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the document as a whole says: what all dotted ids, and what nearly all paths, begin with."""

    id_prefix: str = ""
    path_prefix: str = ""


def derive(fact: OperationFact, around: Surroundings) -> Wish:
    """The wish of an operation that nobody has named."""
    said = ids.read(fact.operation_id or "", fact.method, fact.path)
    if said.place:
        return _of_place(said.place, around)
    form = shape(fact.path, fact.method, list(said.words), around.path_prefix)
    if _is_single(fact, said, form):
        return Wish((), (said.words[0], f"get {said.words[0]}"), (1,))
    chain = _chain(fact, said, form)
    verb, before, after = _verb(said.words, chain)
    chain = _down_to(chain, verb, (*before, *after), form)
    if not chain and not form.action and said.words:
        return Wish((), ("_".join(said.words),), (1,))
    if (
        said.function
        and not verb
        and fact.method == "POST"
        and len(chain) > 1
        and not is_many(tuple(words.split(chain[-1])))
    ):
        return _of_function(said.words, chain[:-1])
    return _wish(fact, form, chain, verb, (*before, *after), bool(said.group))


def _of_function(id_words: Words, resource: tuple[str, ...]) -> Wish:
    """``average_flow_run_lateness`` at ``POST /flow_runs/lateness``: the function says what a ``create`` would not."""
    known = _known(resource)
    method = "_".join(word for word in id_words if words.singular(word) not in known)
    return Wish(resource, (method or "_".join(id_words), "_".join(id_words)), (1,))


def _of_place(place: tuple[str, ...], around: Surroundings) -> Wish:
    """A place that the id names itself; what stutters in it is said once."""
    parts = list(place)
    if len(parts) > 2 and parts[0] == around.id_prefix:
        parts = parts[1:]
    version = parts[0] if len(parts) > 2 and VERSION.fullmatch(parts[0]) else ""
    parts = parts[1:] if version else parts
    resource: list[str] = []
    for part in parts[:-1]:
        if not resource or not words.same(words.split(resource[-1]), words.split(part)):
            resource.append(part)
    said = words.split(parts[-1])
    method = _unstuttered(said, words.split(resource[-1])) if resource else said
    spelled = "_".join(said) or parts[-1]
    options = ["_".join(method) or spelled, spelled, f"{spelled} {version}" if version else ""]
    return Wish(tuple(resource), tuple(filter(None, options)), (1, int(method != said)))


def _unstuttered(id_words: list[str], resource: list[str]) -> list[str]:
    """``repos-get`` in ``repos`` and ``get-tasks`` in ``tasks`` → ``get``; a longer phrase stays."""
    count = len(resource)
    if len(id_words) <= count or not count:
        return id_words
    if words.same(id_words[:count], resource) and words.is_verb(id_words[count]):
        return id_words[count:]
    rest = id_words[:-count]
    if words.same(id_words[-count:], resource) and words.is_verb(rest[0]) and rest[1:] in ([], ["all"]):
        return rest
    return id_words


def _is_single(fact: OperationFact, operation_id: ids.Id, form: Shape) -> bool:
    """``GET /health`` called ``health``: a method of the client, not a resource with one method."""
    nouns = [noun.words for noun in form.nouns] or [form.action]
    return (
        fact.method == "GET"
        and not form.item
        and len(nouns) == 1
        and len(operation_id.words) == 1
        and nouns[0] == operation_id.words
        and not words.is_plural(operation_id.words[0])
    )


def _chain(fact: OperationFact, operation_id: ids.Id, form: Shape) -> tuple[str, ...]:
    """The resources from the outside in. Tag, path and id have a say each; where two agree, the third gives way."""
    if operation_id.group:
        return (operation_id.group,)
    nouns = tuple(noun.text for noun in form.nouns)
    tags = [tag for tag in map(_tag, fact.tags) if tag]
    for tag in tags:
        for number, noun in enumerate(form.nouns):
            if words.same(tag, noun.words):
                return nouns[number:]
    about = {words.singular(word) for word in operation_id.words}
    mentions = any(words.singular(noun.words[-1]) in about for noun in form.nouns)
    if tags and (not nouns or (not mentions and {words.singular(word) for word in tags[0]} & about)):
        return (" ".join(tags[0]),)
    return nouns


def _tag(tag: str) -> Words:
    """The words of a tag that can name a resource: no whole sentence, and not what frameworks write by themselves."""
    said = tuple(words.split(tag))
    while len(said) > 1 and said[-1] in _TAG_NOISE:
        said = said[:-1]
    return () if len(said) > 4 or (len(said) == 1 and said[0] in _EMPTY_TAGS) else said


def _known(chain: tuple[str, ...]) -> set[str]:
    return {words.singular(word) for part in chain for word in words.split(part)}


def _verb(id_words: Words, chain: tuple[str, ...]) -> tuple[str, Words, Words]:
    """The verb of an id, and the words before and after it: at the front, behind the resource, or at the end."""
    known = _known(chain)
    for number, word in enumerate(id_words):
        if words.is_verb(word) and (word in words.CRUD or words.singular(word) not in known):
            return word, id_words[:number], id_words[number + 1 :]
        if words.singular(word) not in known:
            break
    if id_words and id_words[-1] in words.CRUD:
        return id_words[-1], id_words[:-1], ()
    return "", (), id_words


def _down_to(chain: tuple[str, ...], verb: str, rest: Words, form: Shape) -> tuple[str, ...]:
    """The resource that an action is about: ``approveInvoice`` is ``invoices.approve``, whatever is nested below."""
    if not verb or verb in words.CRUD or form.action:
        return chain
    about = {words.singular(word) for word in rest}
    named = [n for n, part in enumerate(chain) if set(map(words.singular, words.split(part))) & about]
    return chain[: named[-1] + 1] if named else chain


def _wish(fact: OperationFact, form: Shape, chain: tuple[str, ...], verb: str, rest: Words, grouped: bool) -> Wish:
    own = _known(chain) | {words.singular(word) for word in form.action}
    left = _phrase(rest, own, leading=False)
    standard = _standard(fact, form, verb, rest)
    first = (
        _grouped_name(form, _known(chain), standard, verb, rest) if grouped else _first(form, own, standard, verb, rest)
    )
    cut = [] if grouped else [noun.words for noun in form.nouns if noun.text not in chain]
    qualified = _phrase(rest, own | form.parameters | _SELF, leading=True)
    options = [
        first,
        "replace" if fact.method == "PUT" and first == "update" else "",
        "list" if first == "retrieve" and not form.item and fact.method == "GET" else "",
        "_".join((verb or standard, *qualified)) if qualified else "",
        f"{first} for {_one(cut[-1:])}" if cut else "",
        f"{first} for {_one(cut)}" if len(cut) > 1 else "",
        "_".join((standard or verb, *left)) if left else "",
        f"{first} by {' '.join(form.last)}" if form.item and not grouped else "",
        "_".join((*([verb] if verb else ()), *rest)) if rest else "",
        f"{first} {form.version}" if form.version else "",
    ]
    late = {"PUT": 1, "HEAD": 2, "OPTIONS": 2, "TRACE": 2}.get(fact.method, 0)
    rank = (2, late, len(cut), len(left), int(not form.item and fact.method in _OF_ITEMS), fact.path.count("/"))
    return Wish(chain, tuple(option for option in options if option), rank)


def _first(form: Shape, own: set[str], standard: str, verb: str, rest: Words) -> str:
    """The plainest name: what the resource, its parameters and the path say already is not said again."""
    if form.action:
        return "_".join(form.action)
    if standard:
        qualified = _phrase(rest, own | form.parameters | _SELF, leading=True)
        return "_".join((standard, *(form.qualifier or (() if form.item else qualified))))
    return "_".join((verb, *_phrase(rest, own | form.parameters, leading=False)))


def _grouped_name(form: Shape, own: set[str], standard: str, verb: str, rest: Words) -> str:
    """The name in a group that the id names itself: all of the id's words but those that say nothing new."""
    plain = {"id", "one", "many", "all" if verb in words.READ - {"list"} else "id"}
    left = _phrase(rest, own | form.parameters | plain, leading=False)
    if verb:
        return "_".join((standard or verb, *left))
    return "_".join(left or rest or (standard,))


def _one(nouns: list[Words]) -> str:
    return " ".join(words.singular(word) for noun in nouns for word in noun)


def _phrase(id_words: Words, known: set[str], *, leading: bool) -> Words:
    """What is left of an id's words without what is known; with ``leading``, only from a word like ``for`` on."""
    start = 0
    if leading:
        start = next((n for n, word in enumerate(id_words) if words.leads(word)), len(id_words))
    kept = [
        n
        for n, word in enumerate(id_words)
        if n >= start and not words.joins(word) and words.singular(word) not in known
    ]
    if not kept:
        return ()
    begin = kept[0]
    while begin > start and words.joins(id_words[begin - 1]):
        begin -= 1
    return id_words[begin : kept[-1] + 1]


def _standard(fact: OperationFact, form: Shape, verb: str, rest: Words) -> str:
    """The usual name of what an operation does; empty where its verb is another one."""
    method = fact.method
    if method == "DELETE" and (not verb or verb in words.DELETE):
        return "delete"
    if method in {"PUT", "PATCH"} and (not verb or verb in words.UPDATE) and "or" not in rest[:1]:
        return "update"
    if method == "POST" and "or" not in rest[:1]:
        if verb in words.CREATE and not (verb == "add" and form.item):
            return "update" if verb == "post" and form.item else "create"
        if verb in words.UPDATE and form.item:
            return "update"
        if not verb:
            return "update" if form.item else "create"
    if method == "PUT" and verb == "create" and "or" not in rest[:1]:
        return "create"
    if verb in words.READ and method in {"GET", "POST"}:
        return "list" if verb in {"list", "index"} or _lists(fact, form, rest) else "retrieve"
    if not verb and method == "GET":
        return "list" if _lists(fact, form, rest) else "retrieve"
    if method in {"HEAD", "OPTIONS", "TRACE"} and (not verb or verb in words.CRUD or verb == method.lower()):
        return method.lower()
    return ""


def _lists(fact: OperationFact, form: Shape, rest: Words) -> bool:
    """Whether an answer holds many: it is an array, or the path ends at a plural."""
    if form.item:
        return False
    if any(isinstance(media.type, ListOf) for response in successes(fact) for media in response.media):
        return True
    return is_many(form.nouns[-1].words if form.nouns else rest)


def safe(text: str, reserved: frozenset[str]) -> str:
    """A name as an attribute that hides nothing."""
    name = names.snake(text)
    return f"{name}_" if name in reserved else name
