"""The grammar of RFC 7208, section 12, as regular expressions."""
import ipaddress
import re

ALPHANUM = "[0-9A-Za-z]"
TOPLABEL = "(?:{0}*[A-Za-z]{0}*|{0}+-[0-9A-Za-z-]*{0})".format(ALPHANUM)
TRANSFORMERS = "(?:0*[1-9][0-9]*)?[rR]?"  # section 7.3: a number is not zero


def macro_expand(letters):
    return "%(?:\\{[" + letters + letters.upper() + "]" + TRANSFORMERS + "[-.+,/_=]*\\}|%|_|-)"


# Section 7.2: c, r and t stand in explanations only. Unknown modifiers have the grammar of all letters.
IN_TERMS = macro_expand("slodiphv")
ANYWHERE = macro_expand("slodiphvcrt")
LITERAL = "[!-$&-~]"

DOMAIN_SPEC = f"(?:{IN_TERMS}|{LITERAL})*(?:\\.{TOPLABEL}\\.?|{IN_TERMS})"
MACRO_STRING = f"(?:{ANYWHERE}|{LITERAL})*"
EXPLAIN_STRING = f"(?:{ANYWHERE}|{LITERAL}| )*"

IP4_LENGTH = "/(?:0|[1-9][0-9]?)"
IP6_LENGTH = "/(?:0|[1-9][0-9]{0,2})"
DUAL_LENGTH = f"(?:{IP4_LENGTH})?(?:/{IP6_LENGTH})?"
QNUM = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])"
IP4_NETWORK = r"(?:%s\.){3}%s" % (QNUM, QNUM)
NAME = "[a-z][-0-9a-z_.]*"

MECHANISM = re.compile(
    "[-+?~]?(?:all"
    f"|include:{DOMAIN_SPEC}"
    f"|(?:a|mx)(?::{DOMAIN_SPEC})?{DUAL_LENGTH}"
    f"|ptr(?::{DOMAIN_SPEC})?"
    f"|ip4:{IP4_NETWORK}(?:{IP4_LENGTH})?"
    f"|ip6:(?P<ip6>[0-9a-f:.]+)(?:{IP6_LENGTH})?"
    f"|exists:{DOMAIN_SPEC})", re.IGNORECASE)
MODIFIER = re.compile(
    f"(?:redirect|exp)={DOMAIN_SPEC}"
    f"|(?!(?:redirect|exp)=){NAME}={MACRO_STRING}", re.IGNORECASE)
EXPLANATION = re.compile(EXPLAIN_STRING)


def is_address(text):
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def has_lengths(term):
    """True unless a prefix length is over what its family has."""
    if re.match("[-+?~]?(?:a|mx|ip4|ip6)\\b", term, re.IGNORECASE) is None:
        return True
    four, six = re.search("(?<!/)/([0-9]+)(?://|$)", term), re.search("//([0-9]+)$", term)
    if re.match("[-+?~]?ip6:", term, re.IGNORECASE):
        four, six = None, four
    return not (four and int(four.group(1)) > 32 or six and int(six.group(1)) > 128)


def is_term(text):
    """True for a directive or modifier."""
    if MODIFIER.fullmatch(text):
        return True
    match = MECHANISM.fullmatch(text)
    return bool(match) and (match["ip6"] is None or is_address(match["ip6"])) and has_lengths(text)


def is_explanation(text):
    return EXPLANATION.fullmatch(text) is not None
