"""What libspf2 1.2.10 is known to lack: drawn tests that touch it say nothing new, and are passed over.

Each has its section of RFC 7208 and an input in data/spf_differences_libspf2.yml.
"""
import re

from . import replaced


def has_in_record(pattern):
    pattern = re.compile(pattern, re.IGNORECASE)
    return lambda test, query: any(pattern.search(record) for record in query.records)


def has_several_names(test, query):
    """%{p} where the client has more than one name to choose from."""
    claimed = [value for kind, value in test.zone.get(replaced.reverse_name(query), []) if kind == "PTR"]
    return len(claimed) > 1 and any(macro[2] in "pP" for macro, _ in query.expanded)


def keeps_all_parts(test, query):
    """A number of parts that is not under those that there are."""
    for macro, value in query.expanded:
        number = re.match("%{[a-zA-Z]([0-9]+)[rR]?([^}]*)", macro)
        if number and len(re.split("[%s]" % re.escape(number[2] or "."), value)) <= int(number[1]):
            return True
    return False


def has_long_name(test, query):
    return query.longest > 253


def is_not_ascii(test, query):
    """What is not ASCII is not given to an engine."""
    return not (query.s + query.h).isascii()


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


def has_upper_case_r(test, query):
    return any(re.search("%{[a-zA-Z][0-9]*R", record) for record in query.records)


LACKS = {
    "zero-prefix": has_in_record("/0(?![0-9])"),
    "upper-case-r": has_upper_case_r,
    "delimiter": has_in_record("%{[a-z][0-9]*[rR]?[^}]*[/,]"),
    "large-number": has_in_record("%{[a-z]0*(?:1[3-9][0-9]|129|[2-9][0-9][0-9]|[1-9][0-9]{3,})"),
    "names-for-p": has_several_names,
    "all-parts": keeps_all_parts,
    "dots-beside-delimiters": splits_beside_dots,
    "escaped-marks": escapes_marks,
    "long-name": has_long_name,
    "not-ascii": is_not_ascii,
}


def lacks(test):
    """Which of the things that libspf2 lacks a test touches."""
    query, _ = replaced.check(test)
    return [what for what, touches in LACKS.items() if touches(test, query)]
