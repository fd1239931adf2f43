"""Verbs: what a past form is the past of, and which stand for each other in a task."""

from __future__ import annotations

from functools import cache

from evolution_todo.language.text.words import TASK_VERBS, vocabulary

_IRREGULAR = {
    past: verb
    for verb, pasts in {
        "begin": "began begun", "break": "broke broken", "bring": "brought", "build": "built",
        "buy": "bought", "catch": "caught", "choose": "chose chosen", "cut": "cut",
        "dig": "dug", "do": "did done", "draw": "drew drawn", "drink": "drank drunk",
        "drive": "drove driven", "eat": "ate eaten", "feed": "fed", "find": "found",
        "fly": "flew flown",
        "freeze": "froze frozen", "forget": "forgot forgotten", "get": "got gotten",
        "give": "gave given", "go": "went gone been", "hang": "hung", "have": "had",
        "hear": "heard", "hold": "held", "keep": "kept", "lead": "led", "leave": "left",
        "lend": "lent", "light": "lit", "lose": "lost", "make": "made", "meet": "met",
        "mow": "mown", "pay": "paid", "put": "put", "read": "read", "ride": "rode ridden",
        "ring": "rang rung", "run": "ran run", "say": "said", "see": "saw seen", "sell": "sold",
        "send": "sent", "set": "set", "sew": "sewn", "sow": "sown", "lay": "laid",
        "hide": "hid hidden", "grow": "grew grown", "tear": "tore torn", "wear": "wore worn",
        "stick": "stuck", "shake": "shook shaken", "deal": "dealt", "shut": "shut", "sing": "sang "
        "sung",
        "sit": "sat", "sleep": "slept", "speak": "spoke spoken", "spend": "spent",
        "sweep": "swept", "swim": "swam swum", "take": "took taken", "teach": "taught",
        "tell": "told", "think": "thought", "throw": "threw thrown", "wake": "woke woken",
        "win": "won", "wind": "wound", "write": "wrote written",
    }.items()
    for past in pasts.split()
}  # fmt: skip
PASTS = frozenset(past for past, verb in _IRREGULAR.items() if past != verb)
"""Forms of irregular verbs that can only be of the past: “went”, and not “put”."""

_ALIKE = tuple(
    map(
        vocabulary,
        (
            "call ring phone telephone dial speak talk chat",
            "email mail write message text send",
            "buy get pick purchase grab fetch collect order",
            "clean wash tidy scrub wipe hoover vacuum mop sweep dust",
            "book reserve schedule arrange organise organize make",
            "send post mail submit deliver hand forward upload",
            "submit turn file hand",
            "pay settle transfer",
            "fix repair mend sort",
            "meet see visit",
            "see watch",
            "take put bring carry",
            "take return give",
            "cook make prepare bake",
            "cut mow trim",
            "review check read proofread",
            "write draft finish",
            "drop leave return deliver",
            "exercise train",
            "confirm check",
        ),
    )
)
"""Rows of verbs of which one may be said of a task that another names."""

_ANY_DEED = vocabulary("do finish complete sort handle wrap manage tackle knock")
"""Verbs that are said of whatever is done ("did the washing-up")."""

_NO_DEED = vocabulary(
    "begin break forget start try plan look lose hear think say like love hate want need miss "
    "spill skip stop know hope wish decide use"
)
"""Verbs that tell of something else than a task being done; a task may still name one itself."""

_NO_PAST = vocabulary("hundred sacred wicked naked biped moped")
TOLD = TASK_VERBS | vocabulary(
    "change move freeze remove add hoover swap switch cancel carry dry answer hire rewrite resend "
    "rebuild"
)
"""Verbs of which it is told that they are done; some are commands of ours as well."""
_KNOWN = TOLD | frozenset(_IRREGULAR.values()) | frozenset[str]().union(*_ALIKE) | _ANY_DEED


@cache
def of_gerund(word: str) -> str | None:
    """The verb that a word ending in “-ing” is of, where it is one that tasks begin with."""
    root = word.removesuffix("ing")
    spelt = (root, f"{root}e", root[:-1]) if root != word else ()
    return next((verb for verb in spelt if verb in TASK_VERBS), None)


def bases(word: str) -> frozenset[str]:
    """The verbs that a word may be the past or the participle of; empty for any other word."""
    if word in _IRREGULAR:
        return frozenset({_IRREGULAR[word]})
    if word.startswith("re") and word[2:] in PASTS and f"re{_IRREGULAR[word[2:]]}" in _KNOWN:
        return frozenset({f"re{_IRREGULAR[word[2:]]}"})  # “rewrote”, “resent”
    if not word.endswith("ed") or word.endswith("eed") or len(word) < _SHORTEST or word in _NO_PAST:
        return frozenset()
    root = word[:-2]
    found = {root, root + "e"}
    if root.endswith("i"):
        found = {root[:-1] + "y"}
    if root[-1] == root[-2:-1]:
        found.add(root[:-1])
    return frozenset(found & _KNOWN or found)


_SHORTEST = 4


def is_known(verbs: frozenset[str]) -> bool:
    """Whether one of these is a verb of tasks, and not any word that ends like a past."""
    return bool(verbs & _KNOWN - _NO_DEED)


def named(word: str) -> frozenset[str]:
    """The verbs that a task's first word may be ("call", "called"); empty for a noun."""
    return frozenset({word} & _KNOWN) | bases(word)


def same(said: frozenset[str], asked: frozenset[str]) -> bool:
    """Whether the one may be said of a task that asks for the other."""
    alike = (row for row in _ALIKE if row & said)
    return bool(said & asked) or any(row & asked for row in alike)


def of_any_deed(said: frozenset[str]) -> bool:
    """Whether a verb is said of whatever is done."""
    return bool(said & _ANY_DEED)
