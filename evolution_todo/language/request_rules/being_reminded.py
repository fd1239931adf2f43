"""Being reminded: of a task that is there, or of one that is added by it."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent

_WANTED = (
    r"(?:(?:(?:make (?:sure|it so)|ensure|see to it)(?: that)? (?:i|we)(?:'m|'re| am| are)?"
    r"|<MAKE>|put(?: up| in)?|(?:i|we) (?:need|want|would like|could do with)|(?:i|we)'d (?:like"
    r"|love)"
    r"|would (?:like|love)|need"
    r"|want"
    r"|send me|have|how about)(?: to (?:have|get|set))? )?"
)
# “alert my bank”, “notification settings”: a signal alone reminds at some time only
_NO_NUDGE = (
    r"(?:notification|(?!remind)<SIGNAL>)s? (?!(?:me|us|myself|at|in|on|for|to|about|by|tomorrow"
    r"|tonight"
    r"|today|every|\d|mon|tue|wed|thu|fri|sat|sun))"
    r"|add (?:ping|buzz|bell|poke|prod|shout|beep|prompt|holler)\b"
    r"|remind (?:people|others|someone|somebody|anyone|everyone)\b"
    r"|remind (?!me\b|us\b|myself\b|my\b|the\b)[a-z']+(?: [a-z']+)? (?:to|about|of|that)\b"
)
_SET = (
    r"(?: (?:(?:for|to) (?:me|myself|us|self)|set|up|in(?! (?:<LENGTH>|the \w+ing\b))|please"
    r"|to remind me)(?![\w-]))*"
)

BEING_REMINDED = (
    rule(
        "reminder on a task",
        Intent.REMIND,
        r"<MAKE> <REMINDER> (?:to|on|for) (?P<target>(?:task|item|reminder|#|number) ?#?\d.{0,100}|"
        r"(?:it|that|this)(?: .{1,60})?)",
        "add a reminder to task 3 at 5 pm",
    ),
    rule(
        "a reminder of nothing",
        Intent.REMIND,
        r"(?:(?:<MAKE>|i need|i want|i would like|i'd like|how about|help|have)(?: to (?:have|get"
        r"|make"
        r"|set(?: up)?))? )?<REMINDER>(?: (?:set|up|made|created|for me|for myself|for later|please"
        r"|(?:to remind me )?to do something|for something))*",
        "set up a reminder for me",
        "nothing",
    ),
    rule(
        "reminded of nothing",
        Intent.REMIND,
        r"(?:(?:i (?:need|want|would like) to )?(?:be|get) |you need to )?remind(?:ed)?(?: me)?"
        r"(?: (?:to (?:do|get) something(?: done)?|of something|of|to|about|soon|before(?:hand)?"
        r"|after(?:wards)?|in advance|ahead of time))?",
        "remind me",
        "nothing",
    ),
    rule(
        "remind me again",
        Intent.SNOOZE,
        r"remind me (?:(?:about|of) (?:it|that|this) |to do (?:this|that|it) )?(?:again|later|at a "
        r"later time"
        r"|in a (?:bit|while)|in awhile)(?: (?P<when>(?:in|at|on|tomorrow|tonight|next).{0,80}))?",
        "remind me later",
        "pronoun",
    ),
    rule(
        "a reminder before it",
        Intent.REMIND,
        r"(?:<MAKE> <REMINDER>|remind me) (?P<pre>(?:at|on|in|for )?(?:an?|half an?|the|\d{1,3}|one"
        r"|two|three|five|ten"
        r"|fifteen|twenty|thirty)\b[\w ]{1,30} (?:before(?:hand)?|earlier|in advance|ahead|prior))",
        "add a reminder an hour before",
    ),
    rule(
        "be reminded",
        Intent.REMIND,
        rf"(?!{_NO_NUDGE})"
        rf"(?:(?:(?:set|put)(?: up| on)? an? alarm to )?<NUDGE>|{_WANTED}<REMINDER>{_SET}"
        rf"|{_WANTED}(?:an? )?(?P<every><EVERY>) (?:reminder|<SIGNAL>){_SET}"
        rf"|{_WANTED}(?:to )?(?:(?:be|get) )?(?:reminded|notified|alerted|nudged|reminding))"
        r"(?P<said>(?: |[,:]| ?[–-] ).{1,1000})",
        "remind me at 5 tomorrow to call mom",
    ),
    rule(
        "so long from now",
        Intent.REMIND,
        rf"{_WANTED}(?:an? )?(?P<length>(?:\d{{1,3}}|one|two|five|ten|fifteen|twenty|thirty)[ -]"
        r"(?:min(?:ute)?|hour)s?) (?:reminder|alarm|timer|<SIGNAL>) to (?P<said>.{1,1000})",
        "set a 10 minute reminder to check the oven",
    ),
    rule(
        "woken",
        Intent.REMIND,
        r"(?:wake|get) (?:me|us)(?: up)?(?P<said> (?:at|by|around|for|tomorrow|on|in) .{1,200})",
        "wake me at 6 for the flight",
        "woken",
    ),
    rule(
        "told to",
        Intent.REMIND,
        r"(?:tell|text|message|call|get|let) (?:me|us)(?: know)?(?P<said> .{1,1000})",
        "text me at 3 to pick up the kids",
        "told",
    ),
    rule(
        "an alarm for it",
        Intent.REMIND,
        r"(?:(?:set|put|make|create)(?: up| on| me)? )?(?:an? |the |my )?(?:alarm|timer)(?: on)?"
        r"(?P<said> .{1,1000})",
        "set an alarm for 7 to walk the dog",
        "alarm",
    ),
    rule(
        "don't let me forget",
        Intent.ADD,
        r"(?:(?:make sure (?:that )?)?i (?:don'?t|do not|mustn'?t|must not|can'?t|cannot|shouldn'?t"
        r"|should not|won'?t|better not)|(?:don'?t|do not|never)(?: let me| want to)?) forget"
        r"(?: that i (?:have|need))?(?: to| about|:| the| that)* "
        r"(?P<task>.{1,1000})",
        "don't let me forget to water the plants",
    ),
    rule(
        "I need to remember to",
        Intent.ADD,
        r"(?:(?:(?:(?:i|we) )?(?:need|have|want|must|should|gotta|got)|i'd like|help me|make me"
        r"|make sure (?:that )?i) (?:to )?)?"
        r"(?:remember|not forget) (?:to|that i (?:need|have) to) (?P<task>.{1,1000})",
        "i need to remember to pay bills",
    ),
)
