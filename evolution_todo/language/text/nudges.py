"""How people ask to be reminded: “ping me”, “give me a shout”, “a heads-up”."""

SIGNAL = (
    r"(?:reminder|alert|nudge|heads?[- ]?up|shout|holler|ping|buzz(?:er)?|bell|prod|poke|beep"
    r"|prompt)"
)
_VERB = (
    r"(?:remind|rem(?:ai|ei|e)nd|remid|rimind|alert|notify|ping|nudge|buzz|prod|poke|bug|pester|beep|prompt|warn"
    r"|(?:shout|holler|yell) at)"
)
NUDGE = (
    rf"(?:{_VERB} (?:me|us|myself)|(?:(?:give|send|drop|throw|get) (?:me|us) |gimme )an? "
    rf"(?:(?:little|quick|gentle) )?{SIGNAL}|jog my memory)"
)
"""An order to remind, without when and of what."""
NUDGES = (
    *("rem", "rim", "alert", "notify", "ping", "nudge", "buzz", "prod", "poke", "bug", "pester"),
    *("beep", "prompt", "warn", "shout", "holler", "yell", "head", "bell", "jog"),
)
"""Letters of which every such order and signal has some."""
