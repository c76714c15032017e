"""One test, its DNS, and how both are written in the form of the RFC 7208 suite."""
from dataclasses import dataclass, field

MAX_ALIASES = 8


@dataclass
class Test:
    """Text is as octets: a character up to U+00FF is one. Only a sender or HELO may have wider ones."""
    name: str
    client: str = "192.0.2.1"
    helo: str = "mail.example.com"
    sender: str = "user@example.com"
    zone: dict = field(default_factory=dict)  # name: [(type, value)]
    expected: dict = field(default_factory=dict)  # result, explanation, mechanism

    def add(self, name, kind, value=None):
        self.zone.setdefault(name.lower().rstrip("."), []).append((kind, value))


class Failure(Exception):
    """DNS gave no answer."""


def look_up(zone, name, kind):
    """The values that a resolver has for a name: aliases are followed, none is a void answer."""
    entries = zone.get(name.lower(), [])
    for hops in range(MAX_ALIASES + 1):
        if not entries or entries[0][0] != "CNAME":
            break
        if hops == MAX_ALIASES:
            raise Failure("aliases that lead round in a circle")
        entries = zone.get(entries[0][1].lower(), [])
    found = [value for entry, value in entries if entry == kind]
    for failure in "TIMEOUT", "SERVFAIL":
        if not found and (failure, None) in entries:
            raise Failure(failure)
    return found


def quoted(text):
    """Text between quotes as YAML has it, all but plain ASCII escaped."""
    written = []
    for character in text:
        if character in '"\\':
            written.append("\\" + character)
        elif " " <= character <= "~":
            written.append(character)
        elif character <= "\xff":
            written.append("\\x%02x" % ord(character))
        else:
            written.append("\\u%04x" % ord(character))
    return '"%s"' % "".join(written)


def entry_line(kind, value):
    if value is None:
        return kind
    if kind == "MX":
        return "MX: [%d, %s]" % (value[0], quoted(value[1]))
    if kind == "TXT":
        return "TXT: [%s]" % ", ".join(map(quoted, value))
    return "%s: %s" % (kind, quoted(value))


def write(test):
    """The lines of a test, in a YAML document of its own."""
    keys = [("helo", test.helo), ("host", test.client), ("mailfrom", test.sender), *test.expected.items()]
    yield "---"
    yield "tests:"
    yield "  %s:" % test.name
    for key, value in keys:
        yield "    %s: %s" % (key, quoted(value))
    yield "zonedata:"
    for name, entries in test.zone.items():
        yield "  %s:" % quoted(name)
        for kind, value in entries:
            yield "    - " + entry_line(kind, value)


def entry_of(item):
    """An entry of zone data as (type, value)."""
    if isinstance(item, str):
        return item, None
    (kind, value), = item.items()
    if kind == "TXT":
        value = value if isinstance(value, list) else [value]
    return kind, tuple(value) if kind == "MX" else value


def read(path):
    """The tests of a file in this form, with all their keys in `expected`."""
    import yaml  # Debian: python3-yaml; nothing else wants it

    with open(path, encoding="utf-8") as file:
        documents = list(yaml.load_all(file, yaml.BaseLoader))
    for document in filter(None, documents):
        zone = {name.lower(): [entry_of(item) for item in entries] for name, entries in document["zonedata"].items()}
        for name, keys in document["tests"].items():
            yield Test(name, keys["host"], keys["helo"], keys["mailfrom"], zone, keys)
