"""Being reminded: of a task that is there, or of one that is added by it."""

from evolution_todo.language.request_rules.fragments import rule
from evolution_todo.language.requests import Intent

BEING_REMINDED = (
    rule(
        "reminder on a task",
        Intent.REMIND,
        r"<MAKE> <REMINDER> (?:to|on|for) (?P<target>(?:task|item|reminder|#|number) ?#?\d.{0,100}|"
        r"(?:it|that|this)(?: .{1,60})?)",
        "add a reminder to task 3 at 5 pm",
    ),
    rule(
        "set a reminder to",
        Intent.ADD,
        r"(?:(?:<MAKE>|i need|i want|i would like|i'd like|how about|send me|have) )?<REMINDER>"
        r"(?: (?:for me|for myself|set|up))*(?: to remind me)?"
        r"(?: to(?! (?:my)?self\b)|:|,| that| i need to| i have to| that i (?:need|have) to) "
        r"(?P<task>.{1,1000})",
        "set a reminder to pay my taxes",
        "remind",
    ),
    rule(
        "a reminder of nothing",
        Intent.REMIND,
        r"(?:(?:<MAKE>|i need|i want|i would like|i'd like|how about|help|have)(?: to (?:have|get"
        r"|make"
        r"|set(?: up)?))? )?<REMINDER>(?: (?:set|up|made|created|for me|for myself|for later|please"
        r"|(?:to remind me )?to do something|for something))*",
        "set a reminder for me",
        "nothing",
    ),
    rule(
        "reminded of nothing",
        Intent.REMIND,
        r"(?:(?:i (?:need|want|would like) to )?(?:be|get) |you need to )?remind(?:ed)?(?: me)?"
        r"(?: (?:to (?:do|get) something(?: done)?|of something|of|to|about))?",
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
        "remind about",
        Intent.REMIND,
        r"(?:remind me (?P<pre>.{0,60}?)(?:about|abt|of|for)|<NUDGE> (?P<pre2>.{0,60}?)about) "
        r"(?P<target>.{1,300})",
        "remind me about the dentist an hour before",
    ),
    rule(
        "remind before",
        Intent.REMIND,
        r"<NUDGE> (?P<pre>(?!to\b).{1,60}? (?:before|prior to)) (?P<target>.{1,300})",
        "remind me 15 minutes before the dentist",
    ),
    rule(
        "reminder for",
        Intent.REMIND,
        r"(?:(?:<MAKE>|i need|i want|i'd like|i need to) <REMINDER>|(?:new )?reminder)(?: set| for "
        r"me| up)* (?P<pre>.{1,60}? )??"
        r"(?:for|about|of|before) (?P<target>.{1,300})",
        "set a reminder for the movie",
    ),
    rule(
        "remind me to",
        Intent.ADD,
        r"(?:(?:set up |set )?an? alarm to )?<NUDGE>,?"
        r" (?:(?P<before>.{1,80}?) )??(?:to"
        r"|2(?= (?!(?:min|sec|h(?:ou)?rs?\b|day|week|month|year))[a-z])|that"
        r"|i (?:need|have) to|i have)\b,?"
        r" (?P<task>.{1,1000})",
        "remind me to call mom tomorrow at 5",
        "remind",
    ),
    rule(
        "an alarm for then to",
        Intent.ADD,
        r"(?:(?:set|put|make)(?: up| on| me)? )?(?:an? |the |my )?(?:alarm|timer|(?:[\w ]{1,20} )?"
        r"reminder) (?P<before>(?:for|at|in) .{1,60}?) to (?P<task>.{1,1000})",
        "set an alarm for 7am to take the pills",
        "remind",
    ),
    rule(
        "remind me",
        Intent.ADD,
        r"remind (?:me|to|myself),? (?P<task>(?!(?:what|the|of|how|why|who)\b).{1,1000})",
        "remind me friday is trash day",
        "remind",
    ),
    rule(
        "reminder, what",
        Intent.ADD,
        r"<MAKE> <REMINDER>,? (?P<task>.{1,1000})",
        "set reminder pay taxes on monday",
        "remind",
    ),
    rule(
        "be reminded to",
        Intent.ADD,
        r"(?:i (?:need|want|would like)|i'd like|to|get|be)? ?(?:to )?(?:be |get )?(?:reminded"
        r"|notified|told) "
        r"(?:to|that|about) (?P<task>.{1,1000})",
        "i need to be reminded to pray",
        "remind",
    ),
    rule(
        "tell me to",
        Intent.ADD,
        r"(?:tell|notify|ping|alert|nudge) me to (?P<task>.{1,1000})",
        "tell me to take out the trash in an hour",
        "remind",
    ),
    rule(
        "don't let me forget",
        Intent.ADD,
        r"(?:(?:make sure (?:that )?)?i (?:don'?t|do not|mustn'?t|must not|can'?t|cannot|shouldn'?t"
        r"|should not|won'?t|better not)|(?:don'?t|do not|never)(?: let me)?) forget"
        r"(?: that i (?:have|need))?(?: to| about|:| "
        r"the) "
        r"(?P<task>.{1,1000})",
        "don't let me forget to water the plants",
    ),
    rule(
        "I need to remember to",
        Intent.ADD,
        r"(?:(?:(?:(?:i|we) )?(?:need|have|want|must|should|gotta|got)|i'd like|help me) (?:to )?)?"
        r"(?:remember|not forget) (?:to|that i (?:need|have) to) (?P<task>.{1,1000})",
        "i need to remember to pay bills",
    ),
)
