"""Recurrence rules said in English: “every last Friday at 9 am”."""

from datetime import datetime

from evolution_todo.language.recurrence.occurrences import CODES, DAY, FREQUENCIES, rule_parts
from evolution_todo.language.text.wording import clock_words, nth_words, place_words, say_list
from evolution_todo.language.times.tokens import MONTHS, WEEKDAYS


def say_rule(rrule: str | None, cron: str | None, *, start: datetime, all_day: bool) -> str:
    """A stored rule in English: "every last Friday at 9 am".

    Raises:
        RecurrenceError: the rule is malformed.
    """
    if cron or not rrule:
        return f"on the cron schedule {cron}"
    parts = rule_parts(rrule)
    times = _say_times(parts, start, all_day=all_day)
    date_of_year = parts["FREQ"] == "YEARLY" and "BYMONTHDAY" in parts
    months = [_say_months(parts), times] if date_of_year else [times, _say_months(parts)]
    pieces = [_say_when(parts, start), *months, _say_end(parts, start)]
    return " ".join(piece for piece in pieces if piece)


def _say_when(parts: dict[str, str], start: datetime) -> str:
    frequency, interval = parts["FREQ"], int(parts.get("INTERVAL", 1))
    every = _every(interval, FREQUENCIES[frequency])
    if "BYDAY" in parts:
        return _say_days(parts, every, interval)
    if "BYMONTHDAY" in parts:
        return _say_dates(parts, every)
    for name, noun in (("BYYEARDAY", "on day"), ("BYWEEKNO", "in week")):
        if name in parts:
            return f"{every} {noun} {parts[name].replace(',', ', ')}"
    if frequency == "YEARLY" and "BYMONTH" not in parts:
        return f"{every} on {start.day} {start:%B}"
    return every


def _every(interval: int, unit: str) -> str:
    return {1: f"every {unit}", 2: f"every other {unit}"}.get(interval, f"every {interval} {unit}s")


def _say_days(parts: dict[str, str], every: str, interval: int) -> str:
    days = [DAY.fullmatch(day) for day in parts["BYDAY"].split(",")]
    codes = [day[2] for day in days if day]
    places = [int(day[1]) for day in days if day and day[1]]
    names = say_list([WEEKDAYS[CODES.index(code)].capitalize() for code in codes])
    if "BYSETPOS" in parts and parts["FREQ"] != "DAILY":
        return _say_positions(parts, codes, names, every)
    if len(places) == len(days) and places:
        return _say_places(parts, codes, places, every)
    if parts["FREQ"] in ("DAILY", "WEEKLY"):
        week = {CODES[:5]: "weekday", CODES[5:]: "weekend"}.get(
            tuple(sorted(codes, key=CODES.index))
        )
        if interval == 1:
            return f"every {week or names}"
        if len(codes) == 1 and interval == 2:
            return f"every other {names}"
        return f"{every} on {week + 's' if week else names}"
    return f"{every} on {names}"


def _say_positions(parts: dict[str, str], codes: list[str], names: str, every: str) -> str:
    places = say_list([nth_words(int(n)) for n in parts["BYSETPOS"].split(",")])
    if set(codes) == set(CODES[:5]):
        return f"on the {places} weekday of {every}"
    return f"{every} on the {places} instance of {names}"


def _say_places(parts: dict[str, str], codes: list[str], places: list[int], every: str) -> str:
    names = [WEEKDAYS[CODES.index(code)].capitalize() for code in codes]
    days = [f"{nth_words(place)} {name}" for place, name in zip(places, names, strict=True)]
    if len(set(names)) == 1:
        days = [f"{say_list([nth_words(place) for place in places])} {names[0]}"]
    if every == "every month" and "BYMONTH" not in parts and places in ([1], [-1]):
        return f"every {days[0]}"
    if parts["FREQ"] == "YEARLY":
        return f"{every} on the {say_list(days)}"
    return f"on the {say_list(days)} of {every}"


def _say_dates(parts: dict[str, str], every: str) -> str:
    numbers = [int(day) for day in parts["BYMONTHDAY"].split(",")]
    days = [f"{place_words(n)} day" if n < 0 else place_words(n) for n in numbers]
    if parts["FREQ"] == "YEARLY" and "BYMONTH" in parts and min(numbers) > 0:
        return f"{every} on {say_list([str(n) for n in numbers])}"
    return f"{every} on the {say_list(days)}"


def _say_months(parts: dict[str, str]) -> str:
    if "BYMONTH" not in parts:
        return ""
    months = [int(month) for month in parts["BYMONTH"].split(",")]
    names = [MONTHS[month - 1].capitalize() for month in months]
    if parts["FREQ"] == "YEARLY" and "BYMONTHDAY" in parts:
        # “on 1 June and 1 December”: the first day stands before the months already.
        again = f"{parts['BYMONTHDAY']} " if parts["BYMONTHDAY"].isdigit() else ""
        return say_list([names[0], *(again + name for name in names[1:])])
    if len(months) > 6:
        left = [name.capitalize() for n, name in enumerate(MONTHS, 1) if n not in months]
        return f"except in {say_list(left)}"
    return f"in {say_list(names)}"


def _say_times(parts: dict[str, str], start: datetime, *, all_day: bool) -> str:
    if "BYHOUR" in parts:
        minutes = [int(minute) for minute in parts.get("BYMINUTE", str(start.minute)).split(",")]
        hours = [int(hour) for hour in parts["BYHOUR"].split(",")]
        grid = [clock_words(hour, minute) for hour in hours for minute in minutes]
        if parts["FREQ"] == "DAILY" and "BYSETPOS" in parts:
            grid = [grid[int(place) - 1] for place in parts["BYSETPOS"].split(",")]
        return f"at {say_list(grid)}"
    if all_day or FREQUENCIES[parts["FREQ"]] in ("second", "minute", "hour"):
        return ""
    return f"at {clock_words(start.hour, start.minute)}"


def _say_end(parts: dict[str, str], start: datetime) -> str:
    if "COUNT" in parts:
        return "once" if parts["COUNT"] == "1" else f"{parts['COUNT']} times"
    if "UNTIL" in parts:
        until = datetime.fromisoformat(parts["UNTIL"])
        if until.tzinfo and start.tzinfo:
            until = until.astimezone(start.tzinfo)
        return f"until {until.day} {until:%B} {until.year}"
    return ""
