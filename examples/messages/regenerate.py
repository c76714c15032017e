#!/usr/bin/python3
"""Writes the signed example messages anew, with fresh keys, by another implementation of DKIM.

Needs dkimpy with Ed25519 (Debian: python3-dkim python3-nacl) and openssl. Each NAME.eml gets its NAME.zone, the DNS
that it meets, and its NAME.args, the envelope as options of secmail-verify, one a line. The private keys are thrown
away. The two samples from RFC 6376 appendix A and RFC 8463 appendix A (rfc6376.*, rfc8463.*) are not touched: their
signatures are the RFCs' own.
"""
import base64
import subprocess
import tempfile
import time
from pathlib import Path

import dkim
import nacl.signing

HERE = Path(__file__).resolve().parent
SIGNED = [b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type"]


def rsa_key():
    """A fresh RSA key: (PEM for the signer, the p= of its key record)."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/key.pem"
        subprocess.run(["openssl", "genrsa", "-traditional", "-out", path, "2048"], check=True, capture_output=True)
        public = subprocess.run(["openssl", "rsa", "-in", path, "-pubout", "-outform", "DER"], check=True,
                                capture_output=True).stdout
        return Path(path).read_bytes(), base64.b64encode(public).decode()


def ed25519_key():
    """A fresh Ed25519 key: (base64 seed for the signer, the p= of its key record)."""
    key = nacl.signing.SigningKey.generate()
    return base64.b64encode(bytes(key)), base64.b64encode(bytes(key.verify_key)).decode()


def key_record(selector, domain, kind, public):
    """A key record as a zone line, its text split into strings of at most 255 octets (RFC 6376 section 3.6.2.2)."""
    text = f"v=DKIM1; k={kind}; p={public}"
    strings = " ".join(f'"{text[i:i + 200]}"' for i in range(0, len(text), 200))
    return f"{selector}._domainkey.{domain}. TXT ({strings})\n"


def crlf(text):
    return text.strip("\n").replace("\n", "\r\n").encode() + b"\r\n"


def sign(message, domain, rsa, ed25519):
    """Signs with both keys, the Ed25519 signature on top."""
    for selector, key, algorithm in (("rsa2026", rsa, b"rsa-sha256"), ("ed2026", ed25519, b"ed25519-sha256")):
        field = dkim.sign(message, selector.encode(), domain.encode(), key, signature_algorithm=algorithm,
                          canonicalize=(b"relaxed", b"relaxed"), include_headers=SIGNED)
        message = field + message
    return message


def write(name, message, zone, args):
    """The time to judge at is written down too: a machine whose clock is behind would call a signature of the future."""
    (HERE / f"{name}.eml").write_bytes(message)
    (HERE / f"{name}.zone").write_text(zone)
    (HERE / f"{name}.args").write_text("\n".join([*args, f"--now={int(time.time())}"]) + "\n")


HONEST = """
Received: from out1.mail.shop.example (out1.mail.shop.example [192.0.2.25])
\tby mx.example.net with ESMTPS id 4Xq2wL1c9Zz3k
\tfor <sam@example.net>; Mon, 23 Nov 2026 09:14:03 +0000
From: "Blue Door Books" <orders@shop.example>
To: Sam Reader <sam@example.net>
Subject: Your order 20417 is on its way
Date: Mon, 23 Nov 2026 09:14:01 +0000
Message-ID: <20417.shipped@shop.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Dear Sam,

two books left our shop this morning. The parcel should reach you on Wednesday.

  1 x  The Mail Carrier's Atlas
  1 x  A Short History of the Envelope

Blue Door Books
"""

FORGED = """
Received: from vps-4471.hosting.example (vps-4471.hosting.example [203.0.113.66])
\tby mx.example.net with ESMTP id 4Xq9T05QvHz1b
\tfor <sam@example.net>; Mon, 23 Nov 2026 11:02:47 +0000
From: "Harbour Bank Security" <security@harbourbank.example>
To: Sam Reader <sam@example.net>
Subject: Your account will be closed today
Date: Mon, 23 Nov 2026 11:02:45 +0000
Message-ID: <c0ffee.8841@mailer.hosting.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Dear customer,

your account will be closed today unless you confirm your password here:

  http://harbourbank.login.hosting.example/confirm

Harbour Bank
"""

BROKEN = """
From: Ada Verne <ada@university.example>
To: Night Sky <nightsky@lists.club.example>
Subject: Meteor shower on Thursday
Date: Mon, 23 Nov 2026 18:30:12 +0000
Message-ID: <meteors.1@university.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

The Monocerotids peak on Thursday, two hours after midnight. Who brings tea?

Ada
"""

FOOTER = """
_______________________________________________
Night Sky mailing list
https://lists.club.example/nightsky
"""


def honest():
    domain = "shop.example"
    (rsa, rsa_public), (ed, ed_public) = rsa_key(), ed25519_key()
    zone = ("; what DNS says about shop.example\n$TTL 3600\n"
            "shop.example. TXT \"v=spf1 include:_spf.mail.shop.example -all\"\n"
            "shop.example. MX 10 out1.mail.shop.example.\n"
            "_spf.mail.shop.example. TXT \"v=spf1 ip4:192.0.2.0/27 -all\"\n"
            "out1.mail.shop.example. A 192.0.2.25\n"
            "_dmarc.shop.example. TXT \"v=DMARC1; p=reject; rua=mailto:dmarc@shop.example\"\n"
            + key_record("rsa2026", domain, "rsa", rsa_public) + key_record("ed2026", domain, "ed25519", ed_public))
    write("honest", sign(crlf(HONEST), domain, rsa, ed), zone,
          ["--ip=192.0.2.25", "--helo=out1.mail.shop.example", "--mail-from=bounce@shop.example"])


def forged():
    zone = ("; what DNS says about the bank, and about the sender's own domain\n$TTL 3600\n"
            "harbourbank.example. TXT \"v=spf1 ip4:198.51.100.0/28 -all\"\n"
            "_dmarc.harbourbank.example. TXT \"v=DMARC1; p=reject; sp=reject; rua=mailto:dmarc@harbourbank.example\"\n"
            "mailer.hosting.example. TXT \"v=spf1 ip4:203.0.113.0/24 -all\"\n"
            "vps-4471.hosting.example. A 203.0.113.66\n")
    write("forged", crlf(FORGED), zone,
          ["--ip=203.0.113.66", "--helo=vps-4471.hosting.example", "--mail-from=news@mailer.hosting.example"])


def broken():
    """Signed by the author's domain, then given a tag in the subject and a footer by a mailing list."""
    domain = "university.example"
    (rsa, rsa_public), (ed, ed_public) = rsa_key(), ed25519_key()
    message = sign(crlf(BROKEN), domain, rsa, ed)
    message = message.replace(b"Subject: ", b"Subject: [Night Sky] ") + crlf("\n" + FOOTER)
    message = crlf("Received: from lists.club.example (lists.club.example [198.51.100.40])\n"
                   "\tby mx.example.net with ESMTPS id 4XqLs72Hd5z2p\n"
                   "\tfor <sam@example.net>; Mon, 23 Nov 2026 18:31:09 +0000") + message
    zone = ("; what DNS says about the author's university, and about the list that passed the message on\n$TTL 3600\n"
            "university.example. TXT \"v=spf1 ip4:192.0.2.128/28 -all\"\n"
            "_dmarc.university.example. TXT \"v=DMARC1; p=quarantine; rua=mailto:dmarc@university.example\"\n"
            "lists.club.example. TXT \"v=spf1 a -all\"\n"
            "lists.club.example. A 198.51.100.40\n"
            + key_record("rsa2026", domain, "rsa", rsa_public) + key_record("ed2026", domain, "ed25519", ed_public))
    write("broken", message, zone,
          ["--ip=198.51.100.40", "--helo=lists.club.example", "--mail-from=nightsky-bounces@lists.club.example"])


if __name__ == "__main__":
    honest()
    forged()
    broken()
