"""Who got in touch: “the plumber rang” is what he did, and no call of ours."""

import re

_GOT_IN_TOUCH = (
    r"(?:rang|phoned|called|texted|e-?mailed|messaged|wrote|said|replied|answered|asked|visited)"
)
_WHO = r"(?:(?!(?:is|are|was|were|been|be|being|get|gets|got|has|have|had)\b)[\w'-]+ ){1,5}?"
CALLED = (
    rf"(?:(?:the|my|our|his|her|their|that) {_WHO}(?:(?:has|have|had|just|also|finally|already) )*"
    rf"(?:{_GOT_IN_TOUCH}|(?<=ha[sd] )rung)\b"
    rf"|{_WHO}(?:never |just )?{_GOT_IN_TOUCH} (?:me|us|back|again|round)\b"
    rf"|{_WHO}never {_GOT_IN_TOUCH}\b)"
)
"""How it is told that another person got in touch: by an article, or by whom it was with."""

ONLY_CALLED = re.compile(
    rf"\W*{CALLED}(?: (?:me|us|back|again))*"
    r"(?: (?:(?:this|last) \w+|yesterday|today|earlier|just now|(?:at|on) \w+))*\W*$"
)
"""A message that tells of no more than that, with when it was."""
