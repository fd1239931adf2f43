"""Small things said as people say them: times of day, places in a row, lists."""

from datetime import datetime


def clock_words(hour: int, minute: int) -> str:
    """The time of day as people say it: "9 am", "5:30 pm", "noon"."""
    if minute == 0 and hour in (0, 12):
        return "noon" if hour else "midnight"
    return f"{hour % 12 or 12}{f':{minute:02}' if minute else ''} {'pm' if hour > 11 else 'am'}"


def place_words(number: int) -> str:
    """The place in a row: "15th", "last", "2nd to last"."""
    if number == -1:
        return "last"
    teen = abs(number) % 100 in (11, 12, 13)
    suffix = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(abs(number) % 10, "th")
    return f"{number}{suffix}" if number > 0 else f"{-number}{suffix} to last"


def nth_words(number: int) -> str:
    """The place among weekdays: "first", "third to last"."""
    names = ("first", "second", "third", "fourth", "fifth")
    if number == -1 or not 1 <= abs(number) <= len(names):
        return place_words(number)
    return names[abs(number) - 1] + (" to last" if number < 0 else "")


def say_list(words: list[str]) -> str:
    """Join as in "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def say_fully(moment: datetime, *, all_day: bool) -> str:
    """A moment so that nothing is left open: "Friday 12 June 2026 at 17:00"."""
    day = f"{moment:%A} {moment.day} {moment:%B} {moment.year}"
    if all_day:
        return day
    return f"{day} at {moment:%H:%M:%S}" if moment.second else f"{day} at {moment:%H:%M}"
