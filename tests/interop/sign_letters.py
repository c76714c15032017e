#!/usr/bin/python3
"""Writes messages that are to be signed, in as many shapes as a signer has to get right.

Usage: sign_letters.py FOLDER
"""
import random
import sys
from pathlib import Path

FOLDER = Path(sys.argv[1])
RANDOM = random.Random(1)
PLAIN = b"""From: Ann Example <ann@sender.example>\r
To: bob@receiver.example\r
Subject: plain\r
Date: Tue, 14 Nov 2023 22:13:18 +0000\r
Message-ID: <1@sender.example>\r
\r
"""
ODD = b"""Received: from  desk.example by inside.example\r
\twith ESMTP; Tue, 14 Nov 2023 22:13:20 +0000\r
FROM:  "Ann \t Example"  <ann@sender.example> \t\r
to:bob@receiver.example,\r
  carol@receiver.example  \r
Subject:\r
 =?utf-8?Q?caf=C3=A9?= and\r
 \t  more\r
Date: Tue, 14 Nov 2023 22:13:18 +0000\r
References: <1@sender.example>\r
List-Id: <list.sender.example>\r
X-Empty:\r
MIME-Version: 1.0\r
Content-Type: text/plain; charset=utf-8\r
\r
"""
# RFC 5322 section 3.6: these two have to be there.
LEAST = b"From: ann@sender.example\r\nDate: Tue, 14 Nov 2023 22:13:18 +0000\r\n\r\n"


def bodies():
    yield b""
    yield b"\r\n"
    yield b"\r\n\r\n\r\n"
    yield b"one line\r\n"
    yield b"no line end"
    yield b"  white \t space  \r\n\t\r\n \r\nin  the\tmiddle \r\n\r\n\r\n"
    yield b".\r\n..\r\n-- \r\n"
    for _ in range(5):
        parts = [b"\r\n", b" ", b"\t", b"  \r\n", b"\r\n\r\n", b"word", b"x" * 70, "\u00e9".encode()]
        yield b"".join(RANDOM.choice(parts) for _ in range(RANDOM.randrange(400))) + b"the end\r\n"


for header_number, header in enumerate((PLAIN, ODD, LEAST)):
    for body_number, body in enumerate(bodies()):
        (FOLDER / f"{header_number}-{body_number}.letter").write_bytes(header + body)
