#!/usr/bin/python3
"""Signs messages with dkimpy in all its ways, and writes them with their zone and a list for dkim_suite.

Usage: dkimpy_messages.py FOLDER
Each message comes as it was signed, as a relay may hand it on, and changed in ways that must not verify.
"""
import base64
import itertools
import random
import subprocess
import sys
import time
from pathlib import Path

import dkim
import nacl.signing

FOLDER = Path(sys.argv[1])
RANDOM = random.Random(1)
DOMAIN = b"sender.example"
NAMES = [b"from", b"to", b"subject", b"x-tag", b"x-tag", b"date", b"x-missing"]
HEADER = b"""X-Tag: from inside.example\r
\tby outside.example with ESMTP; Tue, 14 Nov 2023 22:13:20 +0000\r
x-tag: from  desk.example by inside.example\r
From:  "Ann Example" <ann@sender.example>\r
To: bob@receiver.example,\r
  carol@receiver.example  \r
Subject: =?utf-8?Q?caf=C3=A9?= and\r
 \t  more\r
Date: Tue, 14 Nov 2023 22:13:18 +0000\r
X-Empty:\r
\r
"""


def keys():
    pem = FOLDER / "key.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", pem, "2048"], check=True, capture_output=True)
    public = subprocess.run(["openssl", "rsa", "-in", pem, "-pubout", "-outform", "DER"], check=True,
                            capture_output=True).stdout
    bare = subprocess.run(["openssl", "rsa", "-in", pem, "-RSAPublicKey_out", "-outform", "DER"], check=True,
                          capture_output=True).stdout
    ed25519 = nacl.signing.SigningKey.generate()
    zone = "".join(f"{selector}._domainkey.sender.example {record}\n" for selector, record in (
        ("rsa", "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()),
        ("bare", "p=" + base64.b64encode(bare).decode()),
        ("ed", "v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes(ed25519.verify_key)).decode())))
    (FOLDER / "zone").write_text(zone)
    return ((b"rsa", b"rsa-sha256", pem.read_bytes()), (b"bare", b"rsa-sha256", pem.read_bytes()),
            (b"ed", b"ed25519-sha256", base64.b64encode(bytes(ed25519))))


def bodies():
    yield b""
    yield b"\r\n"
    yield b"\r\n\r\n\r\n"
    yield b"one line\r\n"
    yield b"no line end"
    yield b"  white \t space  \r\n\t\r\n \r\nin  the\tmiddle \r\n\r\n\r\n"
    for _ in range(12):
        parts = [b"\r\n", b" ", b"\t", b"  \r\n", b"\r\n\r\n", b"word", b"x" * 70, "\u00e9".encode()]
        yield b"".join(RANDOM.choice(parts) for _ in range(RANDOM.randrange(400))) + b"the end\r\n"


def relayed(message):
    """White space changed as relaxed canonicalization allows it."""
    header, body = message.split(b"\r\n\r\n", 1)
    return header.replace(b"\r\n\t", b"\r\n   ") + b"\r\n\r\n" + body.replace(b"\r\n", b" \t\r\n")


def main():
    lines = []

    def write(name, message, expected):
        (FOLDER / name).write_bytes(message)
        lines.append(f"{name}\t{name}\tzone\t{int(time.time()) + 1}\t{expected}\n")

    ways = itertools.product(keys(), (b"simple", b"relaxed"), (b"simple", b"relaxed"), enumerate(bodies()))
    for (selector, algorithm, key), header, body, (number, text) in ways:
        message = HEADER + text
        field = dkim.sign(message, selector, DOMAIN, key, signature_algorithm=algorithm,
                          canonicalize=(header, body), include_headers=NAMES)
        name = f"{selector.decode()}-{header.decode()}-{body.decode()}-{number}"
        write(name, field + message, "pass")
        write(name + "-subject", field + message.replace(b"more", b"less"), "fail")
        write(name + "-again", field + b"X-Tag: from elsewhere\r\n" + message, "pass")
        write(name + "-missing", field + b"X-Missing: here now\r\n" + message, "fail")
        write(name + "-body", field + message + b"x\r\n", "fail")
        if header == body == b"relaxed":
            write(name + "-relayed", field + relayed(message), "pass")
    (FOLDER / "list").write_text("".join(lines))


main()
