import pytest

from evolution_todo.language.request_rules import RULES
from evolution_todo.language.text.openings import openings
from evolution_todo.language.text.patterns import compiled, written_out


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        (r"(?:skip|leave out) (?P<target>.{1,200})", ("leave out ", "skip")),
        (r"shows? me", ("show",)),
        (r"(?:please )?add .*|put .*", ("add ", "please ", "put ")),
        (r"(?!not)(?:a|b)(?: c)*", ("a", "b")),
        (r"(?:so ){0,4}add", ("add", "so ")),
        (r"(?P<what>.*) is due", ()),
        (r"(?:add)?.*", ()),
        (r"[a-z]+ed", ()),
        (r"(?:(?:a|b)?|c)d", ()),
    ],
)
def test_a_patterns_matches_begin_with_its_openings(pattern, begins):
    assert tuple(text.strip() for text in openings(pattern)) == tuple(
        text.strip() for text in begins
    )


@pytest.mark.parametrize("rule", list(RULES), ids=lambda rule: rule.name)
def test_no_opening_rules_out_what_a_rule_reads(rule):
    example = rule.example
    tails = [example[at:] for at in range(len(example))]
    for said in tails:
        matched = compiled(rule.pattern).fullmatch(said) is not None
        assert (rule.match(said) is not None) == matched
    assert isinstance(openings(written_out(rule.pattern)), tuple)
