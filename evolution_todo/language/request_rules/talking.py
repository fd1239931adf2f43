"""Answers, thanks and greetings: the whole of what was said, or nothing."""

from evolution_todo.language.request_rules.rule import rule
from evolution_todo.language.requests.request import Intent
from evolution_todo.language.text.answering import NO_TROUBLE

_YES = (
    r"(?:yes|yeah|yep|yup|yeap|ya|yea|aye|sure(?: thing)?|ok|okay|k|alright|all right|right|correct"
    r"|absolutely"
    r"|definitely|certainly|of course|indeed|affirmative|exactly|confirm(?:ed)?|approved?|agreed"
    r"|fine|please do"
    r"|(?:add|do|make) (?:it|that|them|one|another)(?: one)? (?:anyway|again|all the same)"
    r"|do (?:it|that|so|them|both)|go (?:ahead|for it)|sounds good|that(?:'s| is) (?:right|correct"
    r"|fine|it)"
    r"|by all means|proceed|why not|uh[- ]huh|mhm|please|i (?:do|agree|confirm)|i'm sure)"
)
_NO = (
    r"(?:no|neither|none|nope|nah|nay|negative|no way|hell no|never|wrong|not (?:now|really|at all"
    r"|yet)|"
    r"(?:absolutely|definitely"
    r"|certainly) not|(?:please )?don't|do not|i don't think so|rather not|i'd rather not|that's "
    r"(?:wrong|not right)"
    r"|(?:don't|do not) (?:do|delete|remove|add) (?:it|that|them)"
    r"|(?:neither|none)(?: one)?(?: of (?:them|those|these|the above))?)"
)

_GLAD = (
    r"(?:perfect|awesome|great|cool|excellent|wonderful|nice(?: one)?|lovely|brill(?:iant)?|super"
    r"|smashing|fab(?:ulous)?|fantastic|sweet)"
)
_FRIEND = (
    r"(?:(?:my )?(?:friend|dear|love)|mate|pal|bud(?:dy)?|bro|dude|man|hun|hen|darling|lad|chief"
    r"|boss)"
)

_ITS_TIME = r"(?:the|its|their) (?:same )?(?:times?|hours?)"

A_WAIT = "a wait"
TALKING = (
    rule(
        "undo",
        Intent.UNDO,
        r"(?:i want to |let's |please )?(?:undo|revert|take back|reverse|roll back"
        r"|cancel(?= (?:the|my|your) (?:last|previous) (?:change|action|step|command|edit)))"
        r"(?: (?:it|that|this|what you (?:just )?did|the (?:change|edit)"
        r"|(?:my |the |your )?(?:last|previous)(?: (?:thing|one|change|action|step|command|edit"
        r"|task))?))?(?: (?:again|once more|please))*",
        "undo that",
    ),
    rule("the keys for it", Intent.UNDO, r"(?:ctrl|control|cmd|command)[ +-]?z", "ctrl+z"),
    rule(
        "redo",
        Intent.REDO,
        r"(?:i want to |let's |please )?(?:re-?do|undo (?:the|that|your|my) (?:last )?undo(?:ing)?)"
        r"(?: (?:it|that|this|them|what (?:you|i) (?:just )?undid|(?:the )?last (?:one|change)))?"
        r"(?: (?:again|please|after all))*",
        "redo that",
    ),
    rule(
        "take it back",
        Intent.UNDO,
        r"(?:take|put|bring) (?:it|that|them) back(?: please)?",
        "take that back",
    ),
    rule(
        "never mind",
        Intent.CANCEL,
        r"(?:please )?(?:never ?mind|nvm|forget (?:about )?(?:it|that)|(?:cancel|stop)(?: (?:it"
        r"|that|this))?"
        r"|abort|quit|halt|(?:scratch|ignore) that|drop it|don't bother)"
        r"(?:,? (?:never ?mind|please|then|now|don't do (?:it|that)"
        r"|i don't need it(?: anymore)?))*",
        "never mind",
    ),
    rule(
        A_WAIT,
        Intent.CANCEL,
        r"(?:(?:oh|no|sorry|ah|er+m?|um+|ok|actually)[,.! ]+)*(?:(?:hang|hold) on|wait|just)"
        r"(?: (?:a|one|just a) (?:sec(?:ond)?|min(?:ute)?|moment|tick|bit))?"
        r"|(?:just )?(?:a|one|give me a) (?:sec(?:ond)?|min(?:ute)?|moment)",
        "oh hang on",
    ),
    rule(
        "leave it",
        Intent.REFUSE,
        r"(?:please )?(?:don't|do not|never) (?:delete|remove|erase|add|change|touch|move|complete"
        r"|cancel) .{1,100}|(?:please )?(?:don't|do not) do (?:it|that|anything)"
        r"|(?:keep|leave) (?:it|them|that|those)(?: (?:alone|be|there|as (?:it|they) (?:is|are)))?",
        "don't delete it",
    ),
    rule(
        "at the same time",
        Intent.REFUSE,
        rf"(?:keep|leave) (?:it|them|that|those|{_ITS_TIME}) (?:(?:at|with|on) )?"
        r"(?:(?:the|its|their) )?(?:(?:same|usual|old|original|present)(?: (?:times?|hours?))?"
        rf"|unchanged|(?:just )?as (?:it|they) (?:is|are|was|were))|keep {_ITS_TIME}",
        "keep it at the same time",
    ),
    rule(
        "thanks",
        Intent.THANKS,
        rf"(?:(?:oh|ok|okay|{_GLAD})[,.! ]+)*(?:thanks|thank (?:you|u|ye?)|thankyou|thx|thnx"
        r"|thanx|tnx|tysm|ty|ta|cheers|gracias|much appreciated|appreciated|many thanks"
        rf"|{NO_TROUBLE}"
        r"|i (?:really )?appreciate (?:it|that|you|this|your help)|appreciate (?:it|that)"
        r"|you're (?:the best|great|awesome)|(?:great|good|nice|well) (?:job|work|done)"
        rf"|{_GLAD})(?: (?:so much|very much|muchly|a lot|again|kindly|a bunch|loads|heaps|tons"
        r"|a million|ever so))*"
        rf"(?:[, ]+{_FRIEND})?"
        r"(?: for (?:the|your|that|all|helping|doing|everything|this|it)[\w' "
        r"]*)?(?:[,.! ]+(?:you(?:'ve| have|'re| are| were| did| saved)|that(?:'s| is| was)"
        r"|it(?:'s| was)"
        r"|i (?:really )?(?:appreciate|needed)|much|(?:a )?(?:great|big|real)) ?[\w' ]{0,60})?",
        "thanks a lot",
    ),
    rule(
        "yes",
        Intent.CONFIRM,
        rf"y|(?:{NO_TROUBLE}[,.! ]+)?{_YES}(?:[,.! ]+(?:{_YES}|thanks|thank you"
        r"|i(?:'m| am)(?: (?:very|quite|absolutely))?"
        r" (?:sure|certain)|(?:delete|add|remove|complete) (?:it|them"
        r"|both|all of them)|(?:all|both) of (?:them|those|these)|them all|the lot|both))*",
        "sure, go ahead",
    ),
    rule(
        "no",
        Intent.REFUSE,
        rf"n|{_NO}(?:[,.! ]+(?:{_NO}|thanks?|thank you|please|never ?mind|it's fine|sorry"
        r"|actually|(?:leave|keep|forget) (?:it|them|that)"
        r"(?: (?:alone|be|there))?))*",
        "nope, leave it",
    ),
    rule(
        "hello",
        Intent.GREET,
        r"(?:hi|hello|hey|hiya|howdy|hola|aloha|greetings|yo|good (?:morning|afternoon|evening|day)"
        r"|morning"
        r"|what'?s up|wassup|how are you|how(?:'s| is) it going|how do you do)"
        r"(?:[,! ]+(?:there|again|you|everyone|friend|buddy|assistant|todo|ai|siri|alexa|olly|how "
        r"are you"
        r"|how(?:'s| is) it going|what'?s up|doing|today))*",
        "hello there",
    ),
    rule(
        "goodbye",
        Intent.GOODBYE,
        r"(?:(?:thanks|ok|okay)[, ]+)?(?:good ?bye|bye(?:[ -]bye)?|exit|quit|see (?:you"
        r"|ya)(?: (?:later|soon"
        r"|around"
        r"|tomorrow))?|good ?night|later|farewell|talk to you later|have a (?:good|nice|great) "
        r"(?:day|one"
        r"|evening|night|weekend)|that's all(?: for (?:now|today))?|i'm done(?: for (?:now"
        r"|today))?)"
        r"(?:[, ]+(?:bye|for now|friend|ai))*",
        "bye",
    ),
    rule(
        "help",
        Intent.HELP,
        r"(?:i need )?(?:some )?help(?: me)?(?: please)?|help, there is no command /[a-z]+"
        r"|who are you|what are you"
        r"|(?:show me )?(?:your |the )?(?:commands|instructions|capabilities)",
        "help",
    ),
    rule(
        "what we can do",
        Intent.HELP,
        r"(?:tell me )?what (?:else )?(?:(?:kinds? of |sorts? of |types? of )?(?:things|commands"
        r"|tasks|stuff) )?"
        r"(?:(?:can|could|may) (?:you|i) (?:do|say|ask|help|tell)|should i (?:ask|say))[\w' ]{0,40}"
        r"|what (?:are you able to|do you) (?:do|help(?: me)? with)"
        r"|how (?:do|can|does|should) (?:i|you|this|it) (?:use (?:this|you|it)|work|help(?: me)?)",
        "what can you help with",
    ),
    rule(
        "why that day",
        Intent.EXPLAIN,
        r"(?:but )?(?:why|how come) (?:is it |not "
        r"|did you (?:say|pick|choose|put|read|take|make it) )?"
        r"(?:on |at |for )?(?P<what>.{1,60})"
        r"|(?:but )?(?:why|how come|how did you (?:get|read|come up with|understand) (?:that|it"
        r"|the (?:date|time)))|(?:what|how) did you (?:read|understand)",
        "why friday",
    ),
    rule(
        "how something is done",
        Intent.HELP,
        r"(?:(?:tell|show) me )?how (?:do|can|would|should|could|to|does)\b"
        r"(?=.*\b(?:tasks?|<TODO>s?|remind\w*|lists?|tags?|priorit\w*|undo|repeat\w*|recurring"
        r"|sub-?tasks?|due|deadlines?|snooze|something|things?|ones?|items?|series|shar(?:e|ing)"
        r"|export|import|done|dates?|notifications?|alarms?)\b) .{2,120}",
        "how do i undo something",
        "topic",
    ),
    rule(
        "whether something can be done",
        Intent.HELP,
        r"(?:(?:can|could|do|does|will|would|are|is) (?:you|u|i|it|this|there|the app|this app)"
        r"(?: (?:also|even|ever|able to|a way to|any way to))*"
        r"(?: (?:do|have|set|make|use|handle|support|send|create|add|keep|sync|share|export|import"
        r"|repeat|tag|manage|know about|work with|connect to|offer|get|remind))?|what can (?:you"
        r"|i) do"
        r" (?:with|about))"
        r"(?: (?:any|some|recurring|repeating|multiple|several|me|people|others|my|due|different))*"
        r" (?:sub-?tasks?|tags|labels|priorities|reminders|alarms|tasks|<TODO>s|lists?"
        r"|notifications"
        r"|e-?mails?|attachments|files|notes|projects|calendars?|deadlines|dates|categories|folders"
        r"|habits|people|repeats)(?: (?:by|via|through|with|over) [\w -]{1,30})?"
        r"|(?:can|could|will) (?:you|it) remind (?:me|people|others)(?: other than me)?"
        r"(?: (?:by|via|through|over) (?:an? )?(?:e-?mail|text|sms|phone|push|message"
        r"|whatsapp)s?)?",
        "can you set reminders",
        "topic",
    ),
    rule(
        "who and what we are",
        Intent.HELP,
        r"(?:(?:but|and|so|hey|wait) )*"
        r"(?:who|what|which|where|why|how come|are|is|am|do|repeat|say|read)\b.{3,80}",
        "what did i just do",
        "ourselves",
    ),
)
