"""Reminders put off and cancelled."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_STOP = (
    r"(?:<DELETE>|<CLEAR>|(?:turn|switch) off|take off|stop|disable|mute|silence|dismiss|skip"
    r"|forget(?: about)?)"
)
_REMINDER = r"(?:reminder|alert|notification)(?P<several>s?)"
_GONE = (
    r"(?:(?:can|may|should|has to|must) go|(?:is|are|was)(?: no longer|n't| not) (?:needed|wanted"
    r"|necessary|required)|(?:can|may|should) be (?:cancell?ed|deleted|removed|dropped))"
    r"(?: (?:any ?more|any longer|after all|now))*"
)

REMINDERS = (
    rule(
        "snooze",
        Intent.SNOOZE,
        r"snooze(?: (?P<target>(?!(?:for|until|till|by)\b).{1,200}?))??(?: (?:for |by )?"
        r"(?P<amount><LENGTH>)"
        r"| (?:until |till |to )(?P<when>.{1,80}))?",
        "snooze the dentist reminder for 10 minutes",
    ),
    rule(
        "cancel a reminder",
        Intent.CANCEL_REMINDER,
        rf"{_STOP} (?:(?P<every>all|every|each|both)(?: of)? )?(?:(?:the|my|that|any|of) )*"
        rf"(?:<LENGTH>(?:'s)? )?{_REMINDER}"
        r"(?: (?:for|of|about|on|from|to) (?P<target>(?!my list|the list).{1,200}))?",
        "cancel the reminder for task 3",
    ),
    rule(
        "take the reminder off",
        Intent.CANCEL_REMINDER,
        r"(?:take|get|have) (?:the |my |that |all )?(?:reminders?|alerts?) off(?: of)? "
        r"(?P<target>.{1,200}?)(?:,? but .{1,60})?",
        "take the reminder off the bins",
    ),
    rule(
        "stop reminding me",
        Intent.CANCEL_REMINDER,
        r"(?:don't|do not|stop|no need to|quit) remind(?:ing)? me(?: (?:about|of|to) "
        r"(?P<target>.{1,200}))?",
        "stop reminding me about the dentist",
    ),
    rule(
        "no reminder needed",
        Intent.CANCEL_REMINDER,
        r"i (?:(?:don't|do not|no longer) (?:need|want)|need no|want no)(?: to have)? "
        rf"(?:(?:the|my|that|a|any) )?{_REMINDER}"
        r"(?: (?:for|of|about|on|to) (?P<target>.{1,200}?))?"
        r"(?: any ?more)?|(?:no|don't bother with (?:the|a|any)) reminders?"
        r"(?: (?:needed|necessary|required))?",
        "i don't need the reminder for the pills",
    ),
    rule(
        "cancel the reminder named first",
        Intent.CANCEL_REMINDER,
        rf"(?:{_STOP}|no) (?:(?:the|my|that|any) )?(?P<target>(?!(?:more|further|longer|need)\b)"
        rf"[\w' ,&-]{{1,150}}?)(?:'s)? {_REMINDER}(?: (?:please|any ?more|for good|from now on))*",
        "delete the dentist reminder",
    ),
    rule(
        "the reminder can go",
        Intent.CANCEL_REMINDER,
        rf"(?:(?P<every>all|both)(?: of)? )?(?:the |my )?(?:(?P<target>[\w' -]{{1,100}}?)(?:'s)? )?"
        rf"{_REMINDER}(?: (?:for|of|about|on) (?P<target2>[\w' -]{{1,100}}?))? {_GONE}",
        "the dentist reminder can go",
    ),
    rule(
        "no more reminders",
        Intent.CANCEL_REMINDER,
        r"(?:i (?:want|need) )?no (?:more|further) (?P<every>reminders)(?: (?:for|of|about|on)"
        r" (?P<target>.{1,200}?))?",
        "no more reminders about the dentist",
    ),
)
