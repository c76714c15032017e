#!/usr/bin/python3
"""The cases of the RFC 7208 suite of openspf.org as inputs of fuzz_spf, a file for each.

Usage: spf.py SUITES FOLDER

SUITES is where the suites of others lie; the files are written into FOLDER. Prints how many there are. With
status 77 they could not be made, and the last line says why.
"""
import sys
from pathlib import Path

sys.path.insert(0, "tests/conformance")
from spf_differential import form  # noqa: E402

TYPES = "TXT", "A", "AAAA", "MX", "PTR"
# How fuzz_spf writes an answer that fails, by the length of the value.
FAILURES = {"TIMEOUT": "!...", "SERVFAIL": "!"}


def give_up(why):
    print(why)
    sys.exit(77)


def entries_of(zone, name):
    """The entries that a name has, or that its alias leads to."""
    entries = zone[name]
    for _ in range(form.MAX_ALIASES):
        if not entries or entries[0][0] != "CNAME":
            break
        entries = zone.get(entries[0][1].lower().rstrip("."), [])
    return entries


def text_of(kind, value):
    if kind == "TXT":
        return "|".join(value)
    return value[1] if kind == "MX" else value


def lines_of(name, entries):
    kinds = {kind for kind, _ in entries}
    for kind, value in entries:
        if kind == "SPF" and "TXT" not in kinds:
            kind, value = "TXT", value if isinstance(value, (list, tuple)) else (value,)
        if kind in TYPES and value not in ("NONE", ["NONE"], ("NONE",)):
            yield f"{name} {kind} {text_of(kind, value)}"
    for failure in kinds & set(FAILURES):
        for kind in TYPES:
            if kind not in kinds and not (kind == "TXT" and "SPF" in kinds):
                yield f"{name} {kind} {FAILURES[failure]}"


def input_of(test):
    lines = [test.client, test.helo, test.sender]
    for name in test.zone:
        lines += lines_of(name.rstrip("."), entries_of(test.zone, name))
    return "\n".join(lines) + "\n"


def octets_of(text):
    """A character up to U+00FF stands for an octet, as the suite writes them; senders may have wider ones."""
    return b"".join(bytes([ord(c)]) if c <= "\xff" else c.encode() for c in text)


def main():
    suite = Path(sys.argv[1]) / "spf" / "rfc7208-tests.yml"
    folder = Path(sys.argv[2])
    if not suite.is_file():
        give_up(f"the RFC 7208 suite is not there: {suite}")
    try:
        tests = list(form.read(suite))
    except ImportError:
        give_up("Python can't read YAML (Debian: python3-yaml)")
    for test in tests:
        (folder / test.name).write_bytes(octets_of(input_of(test)))
    print(f"{len(list(folder.iterdir()))} of the RFC 7208 suite")


if __name__ == "__main__":
    main()
