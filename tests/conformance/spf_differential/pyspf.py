"""What pyspf says of a test, as it is."""
import spf

from . import form

NOW = "1700000000"  # what spf_suite has for the time


def answer_from(zone, module=spf):
    """pyspf's way to DNS, of the form that it has over dnspython."""

    def look_up(name, kind, strict=True, timeout=None):
        try:
            found = form.look_up(zone, name, kind)
        except form.Failure as failure:
            raise module.TempError(str(failure))
        if kind == "TXT":
            found = [tuple(part.encode("latin-1") for part in parts) for parts in found]
        return [((name, kind), value) for value in found]

    return look_up


def as_text(explanation):
    """What a receiver makes of an explanation: 500 octets at most, printable ASCII."""
    octets = explanation.encode()[:500]
    return "".join(chr(octet) if 32 <= octet < 127 else "?" for octet in octets)


def expected_of(query, result, explanation):
    """The verdict as keys of the suite. On an error nothing is told but the error."""
    expected = {"result": result}
    if result == "fail":
        own = explanation != spf.EXPLANATIONS["fail"]
        expected["explanation"] = as_text(explanation) if own else "DEFAULT"
    if result in ("pass", "fail", "softfail", "neutral") and len(query.mechanism or "") < 255:
        expected["mechanism"] = query.mechanism or ""
    return expected


def judge(test):
    """pyspf's verdict. Where it breaks down, the name of its exception stands for a result."""
    spf.DNSLookup = answer_from(test.zone)
    try:
        query = spf.query(i=test.client, s=test.sender, h=test.helo, strict=True)
        query.t = NOW
        result, _, explanation = query.check()
    except Exception as broken:  # whatever it is, it is no verdict
        return {"result": type(broken).__name__}
    return expected_of(query, result, explanation)
