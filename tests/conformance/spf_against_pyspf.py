#!/usr/bin/python3
"""SPF tests with drawn records and zones, and pyspf's verdicts on them.

Usage: spf_against_pyspf.py draw [--as-is|--for-libspf2] SEED COUNT
       spf_against_pyspf.py known FILE
       spf_against_pyspf.py lacks FILE

`draw` writes tests in the form of the RFC 7208 suite, for spf_suite to run,
with pyspf's verdicts as what is expected. The same seed gives the same tests.
pyspf judges with its known faults replaced, with --as-is as it is. With
--for-libspf2 tests about what libspf2 lacks are left out, and others drawn.

`known` takes a file of these faults, one input each, and prints for each
whether pyspf as it is judges as `pyspf` says, otherwise than `result`, and
pyspf with the faults replaced as `result` says.

`lacks` takes a file of what libspf2 lacks, and prints for each input whether it
touches what its key `lacks` names, and for each thing whether it has an input.
"""
import itertools
import sys

from spf_differential import form, libspf2, pyspf, replaced, scenes


def names_asked(test):
    """The questions of a test that the zone has no answer to, in their order."""
    asked = {}
    look_up = form.look_up

    def note(zone, name, kind):
        found = look_up(zone, name, kind)
        if not found:
            asked[name.lower(), kind] = True
        return found

    form.look_up = note
    try:
        replaced.judge(test)
    finally:
        form.look_up = look_up
    return list(asked)


def draw(judge, is_wanted, seed, count):
    for number in itertools.count():
        test = scenes.draw_test(seed, number, names_asked)
        if not is_wanted(test):
            continue
        test.expected = judge(test)
        print("\n".join(form.write(test)))
        count -= 1
        if count == 0:
            break


def verdict_of(judge, test):
    """Result and explanation; the latter counts where the test has one."""
    verdict = judge(test)
    return verdict["result"], verdict.get("explanation") if "explanation" in test.expected else None


def is_known(test):
    keys = test.expected
    wanted = keys["result"], keys.get("explanation")
    as_is = keys["pyspf"], keys.get("explanation-of-pyspf")
    if not keys["spec"] or as_is == wanted or verdict_of(pyspf.judge, test) != as_is:
        return False
    # A maximum of this library's own is not pyspf's to have.
    return keys["description"].startswith("Limit:") or verdict_of(replaced.judge, test) == wanted


def report(is_right, name):
    print("pass" if is_right else "fail", name)


def report_known(path):
    for test in form.read(path):
        report(is_known(test), test.name)


def report_lacks(path):
    named = set()
    for test in form.read(path):
        named.add(test.expected["lacks"])
        report(libspf2.lacks(test) == [test.expected["lacks"]], test.name)
    for what in libspf2.LACKS:
        report(what in named, what)


def main():
    if sys.argv[1] in ("known", "lacks"):
        {"known": report_known, "lacks": report_lacks}[sys.argv[1]](sys.argv[2])
    else:
        judge = pyspf.judge if "--as-is" in sys.argv else replaced.judge
        is_for_libspf2 = "--for-libspf2" in sys.argv
        draw(judge, lambda test: not (is_for_libspf2 and libspf2.lacks(test)), *map(int, sys.argv[-2:]))


main()
