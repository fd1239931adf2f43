"""Reminders put off and cancelled."""

from evolution_todo.language.request_rules.fragments import rule
from evolution_todo.language.requests import Intent

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
        r"(?:<DELETE>|<CLEAR>|turn off|stop|disable|mute|dismiss) (?:(?P<every>all|every|each)(?: "
        r"of)? )?"
        r"(?:(?:the|my|that|any|of) )*"
        r"(?:reminders?|alerts?|notifications?)(?: (?:for|of|about|on|from|to) (?P<target>(?!my "
        r"list|the list).{1,200}))?",
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
        r"(?:(?:the|my|that|a|any) )?reminders?(?: (?:for|of|about|on|to) (?P<target>.{1,200}?))?"
        r"(?: any ?more)?|(?:no|don't bother with (?:the|a|any)) reminders?"
        r"(?: (?:needed|necessary|required))?",
        "i don't need the reminder for the pills",
    ),
    rule(
        "cancel the reminder named first",
        Intent.CANCEL_REMINDER,
        r"(?:<DELETE>|turn off|stop|disable|dismiss) (?:(?:the|my|that) )?(?P<target>[\w' "
        r"-]{1,100}?)(?:'s)? reminders?",
        "delete the dentist reminder",
    ),
)
