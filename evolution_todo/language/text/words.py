"""Words the grammar knows: what they are, not sentences they occur in."""

from __future__ import annotations

import re


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def counted(text: str) -> dict[str, int]:
    """The words of a text, each with its place from 1."""
    return {word: place for place, word in enumerate(text.split(), start=1)}


NUMBER_WORDS = counted(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
ORDINALS = counted(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
)

# Said of any task, so they tell no two tasks apart.
TASK_NOUNS = vocabulary(
    "task tasks todo todos to-do to-dos item items thing things one ones reminder reminders "
    "entry entries stuff chore chores note notes list lists"
)
FUNCTION_WORDS = vocabulary(
    "a an the my our your his her him their this that these those it them they i me we us you "
    "is are was were be been am do does did have has had will would can could shall should "
    "to of for from in on at by with about and or but so if as off out up down into onto "
    "please just now then also too already there here what which who when where how why "
    "any some all every each both no not yes ok okay called named titled"
)
# Words of date, order and quantity: they narrow a choice but do not name a task.
COMMON_WORDS = vocabulary(
    "today tonight tomorrow yesterday morning afternoon evening night week month year day "
    "monday tuesday wednesday thursday friday saturday sunday new old first second third last "
    "next previous latest other another same done completed complete finished open pending "
    "overdue late due high medium low critical priority important urgent everything anything "
    "something nothing whole entire rest more again later soon"
)

# Verbs that begin a task ("call mom"): they decide where a list of items ends and whether a
# bare phrase reads as a thing to do. No verb of our own commands stands here alone.
TASK_VERBS = vocabulary(
    "address apply arrange ask assemble attend audit back bake bathe be book borrow bring brush "
    "build buy calculate call charge chase check choose chop claim clean collect compare compile "
    "complete confirm contact cook coordinate cut cycle debug declutter decorate defrost deliver "
    "deploy deposit descale design dig discuss dismantle distribute do donate download draft draw "
    "drink drive drop dust dye eat edit email empty enrol enroll evaluate exchange exercise "
    "explain fax feed fertilise fetch file fill finalise finalize find finish fix fly fold follow "
    "format freeze fry gather get give glue go grab grade groom hand hang have help hem hike hire "
    "hoover host inflate inform inspect install insulate insure interview investigate invite iron "
    "jog join keep knit learn leave lend load lock look lose mail maintain make marinate measure "
    "meditate meet mend message mix mop mow mulch negotiate nip order organise organize pack "
    "paint park pass pay peel phone photocopy pick plan plant play polish post pour practice "
    "practise prep prepare print proofread prune purchase put rake reach read rearrange rebook "
    "recharge reconcile recruit recycle redeem redo refill refund register rehearse reinstall "
    "relocate renew renovate rent reorder repaint repair replace reply report repot request "
    "rescue reseal research reserve respond restock resubmit retrieve return review revise ring "
    "rinse roast rotate rsvp run sand sanitise save scan schedule scrape scrub sell send service "
    "set sew share sharpen shave shear shop shovel shred sign sketch sleep soak sort sow speak "
    "start steam stitch stop stretch study submit summarise summarize supervise swap sweep swim "
    "take talk teach tell text thaw throw tidy tighten tile train transcribe transfer translate "
    "trim try turn unblock unclog unload unpack update upload use vacuum varnish visit volunteer "
    "wake walk wash watch water wax weed weigh weld work wrap write"
)

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation and possessive endings."""
    return [re.sub(r"['’]s$", "", word.lower()) for word in WORD.findall(text)]


def stem(word: str) -> str:
    """A word without its plural, -ing or -ed ending, so that “feeding” meets “feed”."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending, shortest in (("ing", 6), ("ed", 5), ("es", 5)):
        if word.endswith(ending) and len(word) >= shortest:
            return _undouble(word[: -len(ending)]).rstrip("e")
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return stem(word[:-1])
    return word.rstrip("e") if len(word) > 3 else word


def _undouble(word: str) -> str:
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"
    return word[:-1] if doubled else word


def content(text: str) -> list[str]:
    """The stems that can tell one task from another, in order."""
    return [
        stem(word)
        for word in words_of(text)
        if word not in FUNCTION_WORDS and word not in TASK_NOUNS
    ]


# Things other assistants manage; a command about one of them is not for a task list.
FOREIGN = vocabulary(
    "account accounts alarm alarms album alert appointment-slot apr audiobook balance bank "
    "brightness "
    "bluetooth camera card cards channel colour color contact contacts credit device devices email "
    "emails flight fan game gmail heat heater heating hotel insurance language lamp light lights "
    "limit loan location lock message messages music mode name news notifications password "
    "payment phone photo photos pin playlist podcast plan policy radio reservation reservations "
    "restaurant ride screen setting settings song songs speaker speed station subscription table "
    "taxi "
    "television temperature thermostat ticket timer timers track transaction tv tweet uber vacuum "
    "video voice volume weather wifi accent calendar event events schedule agenda 401k order "
    "orders "
    "pto vacation system process reminder-tone funds command commands"
)

PLANNED = vocabulary(
    "album camera device devices fan game heater heating "
    "colour color lamp light lights location process screen speaker station statement "
    "system television track tv "
    "card cards email emails flight hotel insurance loan order orders payment photo photos plan "
    "policy restaurant ride subscription table taxi ticket uber vacation "
    "vacuum video"
)
"""Of these, what with a day beside it is as well one's own plan."""
