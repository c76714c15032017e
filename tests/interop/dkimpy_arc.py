#!/usr/bin/python3
"""Validates the ARC chains of files with dkimpy, or seals a file, with keys from a file of TXT records.

Usage: dkimpy_arc.py verify RECORDS FILE...     prints each name with none, pass or fail; "ended" for cv=fail
       dkimpy_arc.py sign KEY DOMAIN SELECTOR AUTHSERV-ID FILE     prints the sealed message
"""
import re
import sys
from pathlib import Path

import dkim


def records(path):
    """The text of each record, by its name with a dot behind."""
    lines = Path(path).read_text().replace("\n\t", " ").splitlines()
    pairs = (line.split(None, 1) for line in lines if " TXT " in line)
    return {name.rstrip("."): "".join(re.findall(r'"([^"]*)"', rest)).encode() for name, rest in pairs}


def status(message, known):
    def look_up(name, timeout=5):
        return known.get(name.decode().rstrip("."))

    code = dkim.ARC(message).verify(dnsfunc=look_up)[0]
    return code.decode() if code else "ended"


if sys.argv[1] == "verify":
    KNOWN = records(sys.argv[2])
    for path in map(Path, sys.argv[3:]):
        print(path.name, status(path.read_bytes(), KNOWN))
else:
    key, domain, selector, server, letter = sys.argv[2:]
    whole = Path(letter).read_bytes()
    fields = dkim.ARC(whole).sign(selector.encode(), domain.encode(), Path(key).read_bytes(), server.encode())
    sys.stdout.buffer.write(b"".join(fields) + whole)
