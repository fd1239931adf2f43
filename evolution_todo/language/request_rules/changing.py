"""Changing, completing, moving, tagging and deleting tasks."""

from evolution_todo.language.request_rules.fragments import rule
from evolution_todo.language.requests import Intent

_TARGET = r"(?P<target>.{1,300}?)"
_WHEN = r"(?P<when>.{1,100})"

CHANGING_ACROSS = (
    rule(
        "no longer needed, so remove it",
        Intent.DELETE,
        r"(?:i|we) (?:no longer|don't|do not) (?:need|want)(?: to)? (?P<target>[\w' -]{1,150}?)"
        r"(?: any ?more)?[,;. ]+(?:(?:so|and|please) )*(?:forget (?:that|it)"
        r"|(?:take|delete|remove|cross) (?:it|that|them)(?: (?:off of|off|of|from) <LIST>)?)",
        "i no longer need to wash dishes; take it off my list",
    ),
    rule(
        "no longer needed on a list",
        Intent.DELETE,
        r"(?:i|we) (?:no longer|don't|do not) (?:need|want) (?P<target>[\w' -]{1,150}?)(?: any "
        r"?more)? on <LIST>",
        "we no longer need fries on the shopping list",
    ),
    rule(
        "so take it off a list",
        Intent.DELETE,
        r"(?:we|i)[^,;.]{1,100}?,? (?:so|and) (?:please )?(?:take|remove|delete) (?P<target>(?!it\b"
        r"|that\b).{1,100}?) "
        r"(?:off of|off|from) <LIST>",
        "we're out of paint so take bathroom painting off the list",
    ),
    rule(
        "no use for the list",
        Intent.DELETE,
        r"i (?:don't want|no longer (?:want|need)) this list(?: any ?more)?"
        r"|i don't want to do anything today so (?:just )?clear (?:my|the) (?:[\w'-]+ ){0,3}list",
        "i don't want this list any more",
        "clearlist",
    ),
    rule(
        "just did it, so cross it off",
        Intent.COMPLETE,
        r"i(?:'ve| have)? (?:just )?(?:finished|completed|done|did) (?P<target>[^,;.]{1,150}?)[,;. "
        r"]+(?:(?:so|and|please) )*"
        r"(?:cross|check|tick|take|mark) (?:it|that|them)(?: off| as done| done)*(?: (?:of|from"
        r"|on)? ?<LIST>)?",
        "i just finished taking out my recycling, so cross that off my to do list",
    ),
)

_SERIES = (
    rule(
        "pause or resume a series",
        Intent.UPDATE,
        r"(?P<verb>pause|suspend|resume|unpause|restart) (?:repeating )?(?P<target>.{1,200})"
        r"|(?P<verb2>put) (?P<target2>.{1,200}) on hold",
        "pause the standup series",
        "pause",
    ),
    rule(
        "skip an occurrence",
        Intent.SKIP,
        r"(?:skip|leave out) (?P<target>.{1,200})",
        "skip the next gym",
    ),
    rule(
        "end a series",
        Intent.UPDATE,
        r"(?:end|stop|quit|terminate) (?P<target>(?:.{1,150} )?series(?: (?:of|for) .{1,150})?)",
        "end the standup series",
        "norepeat",
    ),
)

_DESCRIBING = (
    rule(
        "set the description",
        Intent.UPDATE,
        r"(?:set|change|update|make|edit) the (?:description|notes?|details?) (?:of|for|on) "
        rf"{_TARGET} "
        r"(?:to|as|:) ?(?P<desc>.{1,2000})",
        "set the description of task 2 to bring the blue folder",
    ),
    rule(
        "set its description",
        Intent.UPDATE,
        r"(?:set|change|update|edit) (?P<target><REF>)(?:'s)? (?:description|notes?|details?) "
        r"(?:to|as|:) ?(?P<desc>.{1,2000})",
        "update task 3 description to see the notes",
    ),
    rule(
        "add a note saying",
        Intent.UPDATE,
        r"(?:add|set|put) (?:(?:a|the|this) )?(?:description|notes?|details?|comment) (?:to|on"
        r"|for) "
        r"(?P<target><REF>)(?::| saying| that says|,| to) ?(?P<desc>.{1,2000})",
        "add a note to task 3: ask for the receipt",
    ),
    rule(
        "add a note to what is named",
        Intent.UPDATE,
        r"(?:add|set|put) (?:a|the|this) (?:description|notes?|comment) (?:to|on|for) "
        r"(?P<target>[^:]{1,100}?): ?(?P<desc>.{1,2000})",
        "add a note to the tax return: ask for the forms",
    ),
    rule(
        "add the note to",
        Intent.UPDATE,
        r"(?:add|put) (?:(?:a|the) )?(?:description|note|comment):? (?P<desc>.{1,1000}) (?:to|on) "
        r"(?P<target><REF>)",
        "add the note 'bring cash' to task 3",
    ),
    rule(
        "clear a field",
        Intent.UPDATE,
        r"(?:<DELETE>|<CLEAR>|unset) (?:(?:the|its|any) )?(?P<field>due date|date|deadline|due time"
        r"|due"
        r"|description|notes?|priority|recurrence|repeat|repetition)(?: (?:from|of|on|for|off) "
        r"(?P<target>.{1,200}))?",
        "remove the due date from task 2",
    ),
    rule(
        "has no due date any more",
        Intent.UPDATE,
        r"(?!(?:which|what|show|list|find|tasks|any|is|are|do|does)\b)(?P<target>.{1,200}?) "
        r"(?:has|have|needs?|should have|with) (?:no|not an?|no longer an?)"
        r" (?P<field>due date|deadline|due time|date|priority|description|notes?)"
        r"(?: any ?(?:more|longer)| now)?",
        "the report has no deadline any more",
    ),
    rule(
        "stop repeating",
        Intent.UPDATE,
        r"(?:stop|quit) (?:repeating|repeat|recurring) (?P<target>.{1,200})"
        r"|(?:don't|do not|never) (?:repeat|recur) (?P<target3>.{1,150}?)(?: any ?more| again)?"
        r"|(?P<target4>.{1,150}?) (?:(?:should|must|need|does)(?:n't| not)"
        r"|(?:should )?no longer)"
        r" (?:needs? to )?(?:repeats?|recurs?)(?: any ?more)?"
        r"|make (?P<target2>.{1,200}?) "
        r"(?:not (?:repeat|recur|recurring)|non-?recurring|a one-?off)",
        "stop repeating task 2",
        "norepeat",
    ),
    rule(
        "set the priority of",
        Intent.UPDATE,
        r"(?:set|change|make|update|raise|lower|bump|increase|decrease) (?:the )?(?:priority"
        r"|importance) "
        rf"(?:of|for|on) {_TARGET} (?:to|as) (?P<value><PRIORITY>)",
        "set the priority of task 2 to high",
    ),
    rule(
        "make a priority",
        Intent.UPDATE,
        rf"(?:make|mark|set|flag|bump|change|raise|lower|give|move|prioriti[sz]e|update) {_TARGET}"
        r"(?:'s priority)? (?:(?:as|to|at|up|down|with|priority|a|be|is) )*(?P<value><PRIORITY>)",
        "make it high priority",
    ),
    rule(
        "raise or lower the priority",
        Intent.UPDATE,
        r"(?P<value>raise|lower|increase|decrease) (?:the )?(?:priority|importance) (?:of|for|on) "
        r"(?P<target>.{1,200})",
        "lower the priority of task 2",
    ),
    rule(
        "raise or lower its priority",
        Intent.UPDATE,
        r"(?P<value>raise|lower|increase|decrease|bump up|bump down) (?:its|the) "
        r"(?:priority|importance)|(?:set|change|make) its (?:priority|importance) (?:to )?"
        r"(?P<value2><PRIORITY>)",
        "lower its priority",
        "its",
    ),
    rule(
        "is a priority",
        Intent.UPDATE,
        r"(?P<target><REF>)(?::| (?:is|should be|has)(?: now)?) (?P<value><PRIORITY>)",
        "task 3 is urgent",
    ),
)

_MOVING = (
    rule(
        "repeat",
        Intent.UPDATE,
        r"(?:(?:make|set|have) )?(?P<target><REF>) (?:(?:to|be|should) )*(?:repeat(?:ed|ing|s)?"
        r"|recur(?:ring|s)?)(?: (?P<when>.{1,100}))?"
        r"|(?:repeat|make|set) (?P<target2><REF>) (?P<when2>(?:to )?(?:daily|weekly|monthly|yearly"
        r"|every|each|biweekly).{0,100})",
        "make task 2 repeat every week",
        "recur",
    ),
    rule(
        "set the due date of",
        Intent.RESCHEDULE,
        r"(?:set|change|make|update|move|push|give|add) (?:(?:the|a) )?(?:due date|due time"
        r"|deadline|date|time) "
        rf"(?:of|for|on|to) {_TARGET} (?:to|as|for|of|by) {_WHEN}",
        "set the due date of task 2 to friday",
        "due",
    ),
    rule(
        "set a due date for",
        Intent.RESCHEDULE,
        r"(?:set|give|add|put) (?:a|the) (?:due date|due time|deadline) (?:of|at|on|as) "
        r"(?P<when>.{1,60}?) (?:for|to|on) (?P<target>.{1,200})",
        "set a due date of friday for the alice task",
        "due",
    ),
    rule(
        "make it due",
        Intent.RESCHEDULE,
        rf"(?:set|change|make|mark|update) {_TARGET}(?:'s)? (?:due date (?:to|as)|deadline (?:to"
        r"|as)|to be due|due)"
        rf"(?: (?:on|by|at|for))? {_WHEN}",
        "make task 2 due tomorrow",
        "due",
    ),
    rule(
        "is due",
        Intent.RESCHEDULE,
        rf"(?P<target><REF>) (?:is|should be) (?:now )?due {_WHEN}"
        r"|(?P<target2>(?:the|my) .{1,80}?) (?:is|should be) (?:now due (?P<when2>.{1,80})"
        r"|due (?P<when3>.{1,80}?) (?:now|instead))",
        "task 2 is now due tomorrow",
    ),
    rule(
        "give a deadline",
        Intent.RESCHEDULE,
        rf"give (?P<target><REF>) a (?:due date|deadline) of {_WHEN}",
        "give task 2 a deadline of friday",
    ),
    rule(
        "shift back",
        Intent.RESCHEDULE,
        r"(?:push|move|bring|put|bump) (?:back|forward|out|off) (?P<target>.{1,200}?) (?:by )?"
        r"(?P<amount><LENGTH>)",
        "push back the report by two days",
    ),
    rule(
        "shift",
        Intent.RESCHEDULE,
        rf"(?:push|move|shift|bring|bump|put|postpone|delay|defer|reschedule) {_TARGET} (?:back"
        r"|forward|out|up|off"
        r"|ahead|earlier|later)?(?: ?by)? ?(?P<amount><LENGTH>)(?: (?:earlier|later|back|forward"
        r"|out|sooner|ahead))?",
        "push it back a day",
    ),
    rule(
        "reschedule to",
        Intent.RESCHEDULE,
        r"(?:reschedule|move|postpone|push|shift|delay|defer|bump|bring|put off|change|set)(?: back"
        r"| out| forward)? "
        rf"{_TARGET}(?: back| forward| out| off| ahead| over)? (?:to|until|till|for|on) {_WHEN}",
        "move task 3 to friday",
    ),
    rule(
        "reschedule",
        Intent.RESCHEDULE,
        rf"(?:reschedule|postpone|push|delay|defer|move|make) (?P<target><REF>) {_WHEN}(?: "
        r"instead)?",
        "postpone task 3 next week",
    ),
    rule(
        "put it back to",
        Intent.RESCHEDULE,
        rf"(?:put|have|do) (?P<target><REF>)(?: back)? (?:to|until|till|for|on) {_WHEN}",
        "put it back to sunday at noon",
    ),
    rule(
        "make it another day instead",
        Intent.RESCHEDULE,
        rf"(?:make|have|do|put) (?P<target>(?:the|my) .{{1,100}}?)(?: on| at| for)? {_WHEN}",
        "make the dentist wednesday instead",
        "instead",
    ),
    rule(
        "reschedule, not saying when",
        Intent.RESCHEDULE,
        r"(?:reschedule|postpone) (?P<target>.{1,200})",
        "reschedule task 2",
    ),
)

_RENAMING = (
    rule(
        "rename",
        Intent.UPDATE,
        r"(?:rename|retitle) (?P<target>.{1,300}?) (?:to|as|into) (?P<title>.{1,1000})",
        "rename buy milk to buy oat milk",
    ),
    rule(
        "change the title of",
        Intent.UPDATE,
        rf"(?:change|edit|update|set|make) the (?:title|name|text|wording) of {_TARGET}"
        r"(?: to| as| into|:) ?"
        r"(?P<title>.{1,1000})",
        "change the title of task 2 to pay the rent",
    ),
    rule(
        "change its title",
        Intent.UPDATE,
        r"(?:set|change|update|edit) (?P<target><REF>)(?:'s)? (?:title|name|text) (?:to|as|:) ?"
        r"(?P<title>.{1,1000})",
        "set task 2's title to pay the rent",
    ),
    rule(
        "change the title to",
        Intent.UPDATE,
        r"(?:change|edit|update|set) (?:the|its) (?:title|name|text|wording) (?:to|as|:) ?"
        r"(?P<title>.{1,1000})",
        "change the title to pay the rent",
        "its",
    ),
    rule(
        "change to",
        Intent.UPDATE,
        rf"(?:change|edit|update|modify|correct|reword|make|turn) {_TARGET}(?: so (?:that )?it says"
        r"| to say| to read"
        r"|'s title to| title to| to| into| with) (?P<title>.{1,1000})",
        "change task 1 to call mom tonight",
    ),
    rule(
        "change:",
        Intent.UPDATE,
        r"(?:change|edit|update|rename) (?P<target><REF>)(?::| -| =>| ->) ?(?P<title>.{1,1000})",
        "update task 1: call mom tonight",
    ),
    rule(
        "replace with",
        Intent.UPDATE,
        rf"replace {_TARGET} (?:with|by) (?P<title>.{{1,500}})",
        "replace task 4 with buy oat milk",
    ),
)

_TAGGING = (
    rule(
        "tag with marks",
        Intent.TAG,
        r"(?:tag|label|mark) (?P<target>.{1,200}?)(?: (?:as|with))?"
        r" (?P<tag>#[\w-]{1,50}(?:(?:,| and|, and)? #[\w-]{1,50}){0,9})",
        "tag the dinner #fun",
        "marks",
    ),
    rule(
        "tag as",
        Intent.TAG,
        r"(?:tag|label) (?P<target>.{1,200}?) (?:as|with|under|for) (?P<tag>.{1,100})",
        "tag task 3 as work",
    ),
    rule(
        "tag, not saying as what",
        Intent.TAG,
        r"(?:tag|label) (?P<target><REF>)",
        "tag it",
        "unsaid",
    ),
    rule("tag", Intent.TAG, r"tag (?P<target><REF>) (?P<tag>#?[\w-]{1,50})", "tag task 3 work"),
    rule(
        "add the tag to",
        Intent.TAG,
        r"(?:add|put|apply|attach|give)(?: the| a)? (?:tag|label) (?P<tag>.{1,60}?) (?:to|on) "
        r"(?P<target>.{1,200})"
        r"|(?:add|put|apply) (?:(?:the|a) )?(?P<tag2>#[\w-]{1,50}|[\w-]{1,50} (?=tag|label))(?:tag"
        r"|label)? ?(?:to|on) "
        r"(?P<target2>.{1,200})",
        "add the tag work to task 3",
    ),
    rule(
        "put a task on a list",
        Intent.TAG,
        r"(?:move|put|add) (?P<target><REF>) (?:to|on|in|under|into) (?:my |the )?(?P<tag>[\w' "
        r"-]{1,50}?) list",
        "move task 3 to my work list",
    ),
    rule(
        "untag",
        Intent.UNTAG,
        r"untag (?P<target>.{1,200}?)(?: (?:as|from|with) (?P<tag>.{1,60}))?",
        "untag task 3",
    ),
    rule(
        "delete a tag",
        Intent.UNTAG,
        r"<DELETE> (?:(?:the|my) )?(?:tag|label) (?P<tag>#?[\w-]{1,50})"
        r"|<DELETE> (?:(?:the|my) )?(?P<tag2>[\w-]{1,50}) (?:tag|label)",
        "delete the tag work",
    ),
    rule(
        "rename a tag",
        Intent.RENAME_TAG,
        r"(?:rename|retitle|change) (?:the |my )?(?:(?:tag|label) (?P<tag>#?[\w-]{1,50})"
        r"|(?P<tag2>#?[\w-]{1,50}) (?:tag|label)|(?P<tag3>#[a-z][\w-]{0,49}))"
        r" (?:to|as|into) (?:(?:the )?(?:tag|label) )?(?P<title>#?[\w-]{1,50})",
        "rename the tag work to job",
        "renames",
    ),
    rule(
        "remove the tag from",
        Intent.UNTAG,
        r"<DELETE>(?: the)? (?:tag|label) (?P<tag>.{1,60}?) (?:from|off|on|of) (?P<target>.{1,200})"
        r"|<DELETE>(?: the)? (?P<tag2>#[\w-]{1,50}|#?[\w-]{1,50} (?=tag|label))(?:tag|label)? ?"
        r"(?:from|off|on|of) "
        r"(?P<target2>.{1,200})",
        "remove the work tag from task 3",
    ),
)

_REMINDERS = (
    rule(
        "snooze",
        Intent.SNOOZE,
        r"snooze(?: (?P<target>(?!(?:for|until|till|by)\b).{1,200}?))??(?: (?:for |by )?"
        r"(?P<amount><LENGTH>)"
        r"| (?:until |till |to )(?P<when>.{1,80}))?",
        "snooze the dentist reminder for 10 minutes",
    ),
    rule(
        "move a reminder",
        Intent.SNOOZE,
        r"(?:move|change|reschedule|shift|push)(?: back)? (?:(?:the |my )?(?P<target>[\w' "
        r"-]{1,100}?)(?:'s)?"
        r" reminder|(?:the |my )?reminder (?:for|of|about) (?P<target2>.{1,100}?)) "
        r"(?:back )?(?:to|until|till) (?P<when>.{1,80})",
        "move the oven reminder to 11",
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
        r"(?: any ?more)?",
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

_UNSAID = (
    rule(
        "complete, not saying what",
        Intent.COMPLETE,
        r"(?:complete|finish|check off|tick off|mark(?: off)?)(?: (?:an?|one|some))?(?: <NOUNS>)?"
        r"(?: (?:as )?<DONE>)?",
        "complete a task",
    ),
    rule(
        "delete, not saying what",
        Intent.DELETE,
        r"(?:delete|remove|erase)(?: (?:an?|one|some))?(?: <NOUNS>)?(?: from <ALIST>)?",
        "delete a task",
    ),
    rule(
        "change, not saying what",
        Intent.UPDATE,
        r"(?:change|edit|update|rename|modify) (?:an?|one|some) <NOUNS>",
        "edit a task",
    ),
    rule(
        "change, not saying how",
        Intent.UPDATE,
        r"(?:change|edit|update|modify|rename) (?P<target>(?!.{1,200} to )<REF>)",
        "change task 1",
        "how",
    ),
)

_COMPLETING = (
    rule(
        "mark as not done",
        Intent.UNCOMPLETE,
        rf"(?:mark|set|flag|make) {_TARGET} (?:(?:as|to|is|are|be) )*(?:not |un|in)(?:done|complete"
        r"|completed|finished)",
        "mark task 2 as not done",
    ),
    rule(
        "mark as open",
        Intent.UNCOMPLETE,
        rf"(?:mark|set|flag|make) {_TARGET} (?:as|to|back to) (?:open|pending|active|undone|to-?do)"
        r"(?: again)?",
        "mark task 2 as open",
    ),
    rule(
        "reopen",
        Intent.UNCOMPLETE,
        r"(?:reopen|re-open|uncheck|untick|uncomplete|unmark|un-complete|restore|reactivate) "
        r"(?P<target>.{1,300})",
        "reopen task 2",
    ),
    rule(
        "put back",
        Intent.UNCOMPLETE,
        r"put (?P<target><REF>) back (?:on|in)(?:to)? .{1,60}",
        "put task 3 back on the list",
    ),
    rule(
        "not done yet",
        Intent.UNCOMPLETE,
        r"i (?:haven't|didn't|did not|have not)(?: actually)? (?:finish(?:ed)?|completed?|done?) "
        r"(?P<target>.{1,200}?)(?: yet)?"
        r"|(?P<target2><REF>) (?:isn't|is not|wasn't) (?:actually )?(?:done|finished|completed?)"
        r"(?: yet)?",
        "i didn't finish task 2 yet",
    ),
    rule(
        "mark as done",
        Intent.COMPLETE,
        r"(?:mark|set|flag|make|check|tick|call|consider|move|turn|put|get(?! rid)) (?P<target>"
        r"(?!down\b).{1,300}?),? "
        r"(?:(?:as|to|is|are|be|being|off) )*<DONE>",
        "mark task 3 as complete",
    ),
    rule(
        "check something off",
        Intent.COMPLETE,
        r"(?:check|tick|cross|mark) (?P<target>(?!off\b).{1,300}?) off(?: (?:of|from|on|in) "
        r"<LIST>)?",
        "check the laundry off",
    ),
    rule(
        "check off",
        Intent.COMPLETE,
        r"(?:let me )?(?:check|tick) off (?P<target>.{1,300})",
        "check off bananas",
    ),
    rule(
        "done with",
        Intent.COMPLETE,
        r"(?:(?:i'm|i am|we're|all) )*(?:done|finished|through) with (?P<target>.{1,300})",
        "done with the report",
        "news",
    ),
    rule(
        "is done",
        Intent.COMPLETE,
        r"(?P<target><REF>|[\w' -]{1,100}?) (?:is|are|was|were|has been|have been) (?:(?:all"
        r"|already|now|finally|been) )*<DONE>"
        r"(?: (?:in|on) <LIST>)?|(?P<target2>(?:my |the )?(?:[\w'-]+ ){0,3}list) (?:completed|done"
        r"|finished)",
        "the report is done",
    ),
    rule(
        "I finished",
        Intent.COMPLETE,
        r"(?:i|i've|i have|we|we've|already|just|finally) (?:(?:just|already|finally|now|have) )*"
        r"(?:finished|completed?|accomplished"
        r"|got done with) (?:with )?(?P<target>.{1,300})|(?:finished|completed|done):? "
        r"(?P<target2>.{1,300})",
        "i've finished the quarterly report",
        "news",
    ),
    rule(
        "mark as, misspelt",
        Intent.COMPLETE,
        r"(?:mark|tick|flag) (?P<target>.{1,300}?),? as (?P<done>[a-z]{3,10})",
        "mark task 3 as compelte",
        "misspelt",
    ),
    rule(
        "mark as something else",
        Intent.UPDATE,
        r"(?:mark|tick|flag) (?P<target>.{1,200}?) as .{1,200}",
        "mark task 3 as purple",
        "how",
    ),
    rule(
        "complete",
        Intent.COMPLETE,
        r"(?:complete|finish|close|close out|finalize|mark(?! down)|tick|wrap up) "
        r"(?P<target>.{1,300})",
        "finish 2 and 4",
    ),
    rule(
        "it is washed",
        Intent.COMPLETE,
        r"(?P<target>(?:the|my|our) [\w' -]{1,80}?) (?:is|are|was|were|has been|have been|got)"
        r"(?: (?:all|already|now|finally))? (?P<past>[a-z]+)",
        "the car is washed",
        "past",
    ),
    rule(
        "I did it",
        Intent.COMPLETE,
        r"i(?:'ve| have)? (?:(?:just|already|finally|now) )*(?P<past>[a-z]+) (?P<target>"
        r"(?!not\b)[\w' -]{1,100}?)"
        r"(?: (?:already|just now|today|yesterday|this morning))?",
        "i paid the bills",
        "past",
    ),
)

_DELETING = (
    rule(
        "clear a list",
        Intent.DELETE,
        r"(?:<CLEAR>|delete|remove|erase|trash|discard|nix|get rid (?:of|off)|cancel|scrap)"
        r"(?: (?:everything|anything|(?:all|every|the|of|my|todo) ?){0,4}"
        r"(?:items?|contents?|tasks|everything)?)?(?: (?:off of|off|on|from|in|of))? <LIST>"
        r"(?: for (?P<when>today|tomorrow|tonight|this week|next week))?",
        "clear my shopping list",
        "clearlist",
    ),
    rule(
        "take everything off a list",
        Intent.DELETE,
        r"<DELETE> (?:off )?(?:everything|all(?: (?:of )?(?:the |my )?(?:items|tasks|things))?) "
        r"(?:off of|off|from|on) <LIST>",
        "take everything off my chores list",
        "clearlist",
    ),
    rule(
        "make a list empty",
        Intent.DELETE,
        r"make (?:sure )?<LIST> (?:is )?(?:completely )?(?:blank|empty|clean|clear)",
        "make my todo list blank",
        "clearlist",
    ),
    rule(
        "delete from a list",
        Intent.DELETE,
        r"(?:<DELETE>|rearrange|find list and remove|strike) (?:(?:the|an?|all) )?"
        r"(?P<target>(?!(?:me|us)\b).{1,300}?),? <OFF> <LIST>",
        "take coffee off my groceries list",
    ),
    rule(
        "from a list, delete",
        Intent.DELETE,
        r"(?:(?:on|from|update|in|find|open) )?<LIST>,? (?:and )?<DELETE> (?P<target>.{1,200})",
        "shopping list delete dog food",
    ),
    rule(
        "delete",
        Intent.DELETE,
        r"(?P<verb><DELETE>|<CLEAR>|forget(?: about)?) (?P<target>.{1,300}?)(?: off| out)?",
        "delete the meeting task",
        "delete",
    ),
)

CHANGING = (
    *_UNSAID,
    *_SERIES,
    *_DESCRIBING,
    *_TAGGING,
    *_REMINDERS,
    *_MOVING,
    *_COMPLETING,
    *_RENAMING,
    *_DELETING,
)
