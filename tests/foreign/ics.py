"""The calendar file, read by two iCalendar parsers that do not know each other."""

import sys
from pathlib import Path

import icalendar
import vobject

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from checks import must, plan, run

LINE_OCTETS = 75  # RFC 5545, 3.1


def by_icalendar(data):
    calendar = icalendar.Calendar.from_ical(data)
    must(str(calendar["VERSION"]) == "2.0", "VERSION is not 2.0")
    must(calendar.get("PRODID"), "PRODID is missing")
    return {
        (str(event["UID"]), event.decoded("DTSTART"), end_of(event), str(event["SUMMARY"]))
        for event in calendar.walk("VEVENT")
    }


def end_of(event):
    return event.decoded("DTEND") if "DTEND" in event else None


def by_vobject(data):
    calendar = vobject.readOne(data.decode("utf-8"))
    return {
        (event.uid.value, event.dtstart.value, event.dtend.value if hasattr(event, "dtend") else None, event.summary.value)
        for event in calendar.contents.get("vevent", [])
    }


def count_events(data):
    return data.count(b"BEGIN:VEVENT")


class Checks:
    """The checks of one language's file; what the binary wrote is read once."""

    def __init__(self, lang):
        self.lang = lang
        self.data = None

    def written(self):
        self.data = plan("--format", "ics", "--lang", self.lang)
        must(count_events(self.data) > 0, "there is no event in the file")

    def lines(self):
        must(self.data.endswith(b"\r\n"), "the last line does not end with CR LF")
        must(b"\n" not in self.data.replace(b"\r\n", b""), "a line ends with LF alone")
        long = [line for line in self.data.split(b"\r\n") if len(line) > LINE_OCTETS]
        must(not long, f"{len(long)} lines are longer than {LINE_OCTETS} octets, such as {long[:1]}")

    def same_events(self):
        one, other = by_icalendar(self.data), by_vobject(self.data)
        must(len(one) == count_events(self.data), f"{count_events(self.data)} events, of which {len(one)} differ from each other")
        must(one == other, f"the parsers disagree, for example on {sorted(map(str, one ^ other))[:2]}")

    def uids(self):
        uids = [uid for uid, *_ in by_icalendar(self.data)]
        must(len(set(uids)) == len(uids), "two events have the same UID")

    def order(self):
        wrong = [summary for _, start, end, summary in by_icalendar(self.data) if end is not None and end <= start]
        must(not wrong, f"these events end before they start: {wrong[:3]}")

    def all(self):
        return [
            (f"ics-{self.lang}-{name}", check)
            for name, check in [
                ("is-written", self.written),
                ("lines-are-folded-and-end-with-crlf", self.lines),
                ("two-parsers-read-the-same-events", self.same_events),
                ("uids-are-unique", self.uids),
                ("events-end-after-they-start", self.order),
            ]
        ]


def same_in_both_languages():
    start = [{(uid, start) for uid, start, *_ in by_icalendar(plan("--format", "ics", "--lang", lang))} for lang in ("en", "zh")]
    must(start[0] == start[1], "the languages have different events")


run([*Checks("en").all(), *Checks("zh").all(), ("ics-same-events-in-both-languages", same_in_both_languages)])
