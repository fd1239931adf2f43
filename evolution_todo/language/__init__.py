"""English text in, values and spans out; imports nothing of ours.

Each package stands on those before it: `text`, `times`, `recurrence`; a line as a task (`tasks`)
and a phrase that points at one (`references`); a request as a value (`requests`); the grammar of
requests, as rules with an example each (`request_rules`, `framing`) and what is built of their
parts (`building`); changes in any order of words (`changes`), phrases that are no order
(`phrases`), what is said of the message before (`followups`). `messages` reads a clause by them and
joins the clauses of a message, `intents` is the way in; `supposing` has a second opinion on what
they leave unsure.
"""
