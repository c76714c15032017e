#!/usr/bin/python3
"""Runs espoofer's cases, attacks on how mail is authenticated, through secmail-verify.

Usage: espoofer.py [--inject] VERIFY CASES EXPECTED FOLDER

VERIFY is the program, CASES the file of cases, EXPECTED a list as data/espoofer.txt, FOLDER one to work in. Prints a
line for each case and the sum. With --inject a second result is written into each Authentication-Results before it
is read: every case has to fail by it.
"""
import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import authres
import authres.arc
import authres.dmarc
import nacl.signing

ATTACKER, SERVICE = "203.0.113.66", "198.51.100.25"
OWN, VICTIM, HONEST = "attack.com", "legitimate.com", "example.com"
KEYS = {domain: nacl.signing.SigningKey(hashlib.sha256(domain.encode()).digest()) for domain in (OWN, VICTIM)}
PARSER = authres.FeatureContext(authres.arc, authres.dmarc)
PLAIN = "From: <admin@{0}>\r\nTo: <victim@victim.com>\r\nSubject: plain\r\n\r\nHi\r\n"

# Names the attacker can publish: those that a reader who stops at a NUL, a quote or a parenthesis comes to, too.
SENDING = [OWN, "helo." + OWN, "33." + OWN, "any." + OWN, VICTIM + "'." + OWN, VICTIM + "'a." + OWN,
           VICTIM + r"\(a." + OWN, VICTIM + r"'\@any." + OWN]
SIGNING = ["selector._domainkey." + OWN, "selector._domainkey." + VICTIM + "'a." + OWN]


def zone():
    """Everything that DNS says; the attacker writes at attack.com and below, and nowhere else."""
    key = {d: "v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes(k.verify_key)).decode() for d, k in KEYS.items()}
    records = [(name, f"v=spf1 ip4:{ATTACKER} -all") for name in SENDING]
    records += [(name, key[OWN]) for name in SIGNING]
    records += [("_dmarc." + OWN, "v=DMARC1; p=none"),
                (VICTIM, "v=spf1 -all"), ("_dmarc." + VICTIM, "v=DMARC1; p=reject"),
                ("selector._domainkey." + VICTIM, key[VICTIM]),
                (HONEST, f"v=spf1 ip4:{SERVICE} -all"), ("_dmarc." + HONEST, "v=DMARC1; p=reject")]
    return "$TTL 3600\n" + "".join(f'{name}. TXT "{text}"\n' for name, text in records)


def relaxed_field(field):
    """RFC 6376 section 3.4.2, without a line end."""
    name, body = field.split(b":", 1)
    return name.strip().lower() + b":" + re.sub(rb"[ \t]+", b" ", body.replace(b"\r\n", b"")).strip()


def relaxed_body(body):
    """Section 3.4.4."""
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    text = b"\r\n".join(lines).rstrip(b"\r\n")
    return text + b"\r\n" if text else b""


def sign(message, dkim):
    """The message below a signature with d= and s= as they are, whatever octets these have (RFC 8463)."""
    body = hashlib.sha256(relaxed_body(message.split(b"\r\n\r\n", 1)[1])).digest()
    field = (f"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d={dkim['d']}; s={dkim['s']}; h=from;\r\n"
             f"\tbh={base64.b64encode(body).decode()}; b=").encode()
    signed = relaxed_field(dkim["sign_header"].encode()) + b"\r\n" + relaxed_field(field)
    signature = KEYS[dkim.get("key", OWN)].sign(hashlib.sha256(signed).digest()).signature
    return field + base64.b64encode(signature) + b"\r\n" + message


def controls():
    """Honest mail: the victim's, relayed by somebody else, and the attacker's own."""
    for name, domain in (("honest", VICTIM), ("own", OWN)):
        header = PLAIN.format(domain).split("\r\n", 1)[0]
        yield {"id": name, "helo": "attack.com", "mail_from": f"<any@{domain}>",
               "dkim": {"d": domain, "s": "selector", "sign_header": header, "key": domain},
               "message_b64": base64.b64encode(PLAIN.format(domain).encode())}


def verify(program, *options):
    run = subprocess.run([program, "--json", *map(str, options)], capture_output=True, check=False)
    if run.returncode != 0:
        raise ValueError(f"exit status {run.returncode}: {run.stderr.decode(errors='replace')}")
    return run.stdout


def judge(program, case, folder):
    """What the program prints, and twice more from its evidence: the JSON, and the evidence of that."""
    message, evidence, again = (folder / (case["id"] + end) for end in (".eml", ".evidence", ".again"))
    text = base64.b64decode(case["message_b64"])
    message.write_bytes(sign(text, case["dkim"]) if case["dkim"] else text)
    client = SERVICE if case["id"].startswith("client_") else ATTACKER
    out = verify(program, "--zone", folder / "zone", "--ip", client, "--helo", case["helo"], "--mail-from",
                 case["mail_from"], "--now", 1795500000, "--authserv-id", "mx.victim.com", "--evidence", evidence,
                 message)
    replayed = verify(program, "--replay", evidence, "--evidence", again, message)
    return out, out == replayed and evidence.read_bytes() == again.read_bytes()


def in_short(verdict):
    """A verdict in the words of the list, without the flags."""
    def words(part, *keys):
        return "/".join(part[key] or "-" for key in keys)
    signatures = ",".join(words(one, "result", "reason") for one in verdict["dkim"])
    return [words(verdict["spf"], "result", "reason", "domain"), signatures or "-",
            words(verdict["dmarc"], "result", "reason", "from_domain")]


def field_faults(field, verdict, may_pass):
    """What Authentication-Results says beyond the verdict, as a parser of others reads it."""
    parsed = PARSER.parse(field.replace("\r\n", ""))
    said = [(one.method, one.result) for one in parsed.results if one.method != "arc"]
    signatures = [("dkim", one["result"]) for one in verdict["dkim"]] or [("dkim", "none")]
    meant = [("spf", verdict["spf"]["result"]), *signatures, ("dmarc", verdict["dmarc"]["result"])]
    if parsed.authserv_id != "mx.victim.com" or said != meant:
        yield f"Authentication-Results says {said} and not {meant}"
    for one in parsed.results if not may_pass else ():
        if one.result == "pass" and any(VICTIM in str(name.value) for name in one.properties):
            yield f"Authentication-Results lets {VICTIM} pass"


def faults(verdict, is_same_again, expected):
    """Everything about a verdict that is not as it should be."""
    *words, flags = expected
    for name, is_so, meant in zip(("SPF", "DKIM", "DMARC"), in_short(verdict), words):
        if is_so != meant:
            yield f"{name} is {is_so} and not {meant}"
    have = set(verdict["message_flags"])
    if flags == "-" and words[1] == "pass/verified" and have:
        yield f"honest mail is flagged {sorted(have)}"
    for flag in [] if flags == "-" else flags.split(","):
        if flag not in have:
            yield f"no flag {flag}, but {sorted(have)}"
    if verdict["dmarc"]["result"] == "fail" and verdict["dmarc"]["disposition"] != "reject":
        yield "it is not to be rejected"
    yield from field_faults(verdict["authentication_results"], verdict, words[2] == "pass/aligned/" + VICTIM)
    if not is_same_again:
        yield "judged again from its evidence it is another verdict"


def main():
    inject = sys.argv[1] == "--inject"
    program, cases, expected, folder = sys.argv[-4:]
    folder = Path(folder)
    folder.mkdir()
    (folder / "zone").write_text(zone())
    lines = [line.split() for line in Path(expected).read_text().splitlines() if line and line[0] != "#"]
    wanted = {line[0]: line[1:] for line in lines}
    failed = 0
    cases = [*json.loads(Path(cases).read_text()), *controls()]
    if sorted(case["id"] for case in cases) != sorted(line[0] for line in lines):
        sys.exit("the cases are not those of the list")
    for case in cases:
        out, is_same_again = judge(program, case, folder)
        verdict = json.loads(out)
        if inject:
            verdict["authentication_results"] += f"; dkim=pass header.d={VICTIM}"
        found = list(faults(verdict, is_same_again, wanted[case["id"]]))
        print(f"{'fail' if found else 'pass'} {case['id']}", *found, sep="\n    ")
        failed += bool(found)
    print(f"{len(cases) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
