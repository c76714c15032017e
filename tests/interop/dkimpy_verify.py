#!/usr/bin/python3
"""Verifies files with dkimpy. Prints each name with pass, if all its signatures are good, or fail.

Usage: dkimpy_verify.py FILE...
"""
import sys
from pathlib import Path

import dkim


def verifies(message):
    """All signatures, and one at least."""
    count = sum(name.lower() == b"dkim-signature" for name, _ in dkim.rfc822_parse(message)[0])
    try:
        return count > 0 and all(dkim.DKIM(message).verify(idx=index) for index in range(count))
    except dkim.DKIMException:
        return False


for path in map(Path, sys.argv[1:]):
    print(path.name, "pass" if verifies(path.read_bytes()) else "fail")
