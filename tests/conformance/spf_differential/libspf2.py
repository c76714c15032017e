"""What libspf2 1.2.10 is known to lack: drawn tests that touch it say nothing new, and are passed over.

Each has its section of RFC 7208 and an input in data/spf_differences_libspf2.yml.
"""
import re

from . import replaced


def records(test):
    """The SPF records of a test, whoever they belong to."""
    for entries in test.zone.values():
        for kind, value in entries:
            if kind == "TXT" and "".join(value).lower().startswith("v=spf1"):
                yield "".join(value)


def has_in_record(pattern):
    pattern = re.compile(pattern)
    return lambda test, query: any(pattern.search(record) for record in records(test))


def has_failing_ptr(test, query):
    """A failure at the client's names, or at a name that they claim."""
    reverse = [name for name in test.zone if name.endswith(".arpa")]
    claimed = [value.lower() for name in reverse for kind, value in test.zone[name] if kind == "PTR"]
    return any(value is None for name in reverse + claimed for _, value in test.zone.get(name, []))


def has_several_names(test, query):
    """%{p} where the client has more than one name to choose from."""
    names = sum(kind == "PTR" for name in test.zone if name.endswith(".arpa") for kind, _ in test.zone[name])
    return names > 1 and any(macro[2] in "pP" for macro, _ in query.expanded)


def keeps_all_parts(test, query):
    """A number of parts that is not under those that there are."""
    for macro, value in query.expanded:
        number = re.match("%{[a-zA-Z]([0-9]+)[rR]?([^}]*)", macro)
        if number and len(re.split("[%s]" % re.escape(number[2] or "."), value)) <= int(number[1]):
            return True
    return False


def has_long_name(test, query):
    return query.longest > 253


def has_odd_sender(test, query):
    """Quotes, and what is not ASCII, are not for an engine."""
    return not (query.s + query.h).isascii() or '"' in query.s


def splits_beside_dots(test, query):
    """Parts are chosen or turned round, at delimiters other than the dots that the value has too."""
    for macro, value in query.expanded:
        delimiters = re.match("%{[a-zA-Z](?:[0-9]+[rR]?|[rR])([-+,/_=]+)}", macro)
        if delimiters and "." in value:
            return True
    return False


def escapes_marks(test, query):
    """An upper-case macro whose value has what RFC 2396 left unescaped and RFC 3986 does not."""
    return any(macro[2].isupper() and re.search("[!*'()]", value) for macro, value in query.expanded)


LACKS = {
    "zero-prefix": has_in_record("/0(?![0-9])"),
    "upper-case-r": has_in_record("%{[a-zA-Z][0-9]*R"),
    "delimiter": has_in_record("%{[a-zA-Z][0-9]*[rR]?[^}]*[/,]"),
    "large-number": has_in_record("%{[a-zA-Z]0*(1[3-9][0-9]|[2-9][0-9][0-9]|[0-9]{4,}|12[89])"),
    "space": has_in_record("%_"),
    "failing-ptr": has_failing_ptr,
    "names-for-p": has_several_names,
    "all-parts": keeps_all_parts,
    "dots-beside-delimiters": splits_beside_dots,
    "escaped-marks": escapes_marks,
    "long-name": has_long_name,
    "odd-sender": has_odd_sender,
}


def lacks(test):
    """Which of the things that libspf2 lacks a test touches."""
    query, _ = replaced.check(test)
    return [what for what, touches in LACKS.items() if touches(test, query)]
