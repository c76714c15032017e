#!/usr/bin/env python3
"""What no compiler knows: which functions are not called here, how long ours may be, which module may use which,
and where files lie.

Prints one line for each finding, then how long the functions are. Exit status 1 when there is a finding.
"""
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

# Nowhere: no bounds, hidden state, a shell, or randomness that is none.
NOWHERE = """strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atof alloca system popen tmpnam
mktemp rand srand random signal setenv putenv""".split()
# A library leaves the terminal, the process, the environment and the clock to the program it is in.
NOT_IN_LIBRARIES = """printf vprintf puts putchar perror exit _exit _Exit abort atexit getenv secure_getenv
fork time gettimeofday""".split()
# This is a program: clock and state are its own, since it ends after one request.
PROGRAM = "lib/engines/worker/"
# Drivers have to know how long they have waited.
CLOCK = ["clock_gettime"]
CLOCK_MODULES = {"dns", "fetch", "sqlite", "redis", "engines"}

# The words that all of it speaks: the private helpers answer in them too.
VOCABULARY = "base.h"

# The rooms of the house, and what stands before its door: a file elsewhere was left behind by accident.
ROOMS = set(".ci bindings docs examples include lib mk pkgconfig tests".split())
TOP_FILES = set(""".clang-format .clang-tidy .editorconfig .gitattributes .gitignore CHANGELOG.md LICENSE Makefile
README.md SECURITY.md quickstart""".split())

LONGEST = 100
# The shares that the whole code keeps, counted over functions of more than five lines.
MEDIAN_AIM, MOST_AIM = 20, 50


def find_modules():
    """What each module.mk says: {module: (headers, modules it may use)}."""
    modules = {}
    for makefile in sorted(Path("lib").glob("*/module.mk")):
        values = dict(re.findall(r"^[\w-]+\.(HEADERS|NEEDS) *:= *(.*)$", makefile.read_text(), re.M))
        modules[makefile.parent.name] = (values.get("HEADERS", "").split(), values.get("NEEDS", "").split())
    return modules


def code_of(text):
    """The text with comments and strings blanked, line for line."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)


def calls(code, names):
    pattern = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(map(re.escape, names)))
    for number, line in enumerate(code.split("\n"), 1):
        for match in pattern.finditer(line):
            yield number, match.group(1)


def functions(code):
    """(name, first line, lines) of each function: our style opens and closes its body in the first column."""
    lines = code.split("\n")
    opened = None
    for number, line in enumerate(lines):
        if line.startswith("{"):
            opened = number
        elif line.startswith("}") and opened is not None:
            head = " ".join(lines[max(0, opened - 10):opened]).rsplit("}", 1)[-1].rsplit(";", 1)[-1]
            name = re.search(r"(\w+)\s*\(", head)
            if name:
                yield name.group(1), opened + 1, number - opened + 1
            opened = None


def check_calls(path, code):
    for number, name in calls(code, NOWHERE):
        yield f"{path}:{number}: {name}() is not used in this project"
    if path.parts[0] != "lib" or path.as_posix().startswith(PROGRAM):
        return
    for number, name in calls(code, NOT_IN_LIBRARIES):
        yield f"{path}:{number}: a library does not call {name}()"
    if path.parts[1] not in CLOCK_MODULES:
        for number, name in calls(code, CLOCK):
            yield f"{path}:{number}: {name}(): the time is handed in"


def check_includes(path, text, modules):
    owner = {header: module for module, (headers, _) in modules.items() for header in headers}
    module = path.parts[1] if path.parts[0] == "lib" else owner.get(path.name)
    if module not in modules or module == "secmail":
        return
    allowed = {module, *modules[module][1]}
    for header in re.findall(r'#\s*include\s*[<"]secmail/([\w.]+)[>"]', text):
        if header != VOCABULARY and owner.get(header, module) not in allowed:
            yield f"{path}: module {module} does not stand on {owner[header]}, whose {header} it includes"
    for header in re.findall(r'#\s*include\s*"([^"]+)"', text):
        own = header == f"{module}_internal.h" or (path.parent / header).is_file()
        if not own and not header.startswith(("private/", "secmail/")):
            yield f'{path}: "{header}" is neither the module\'s own nor a private helper'


def check_opening(path, text):
    if not text.startswith("/*"):
        yield f"{path}:1: a file opens with a comment that says what it is for"


def check_state(path, code):
    if path.parts[0] != "lib" or path.suffix != ".c" or path.as_posix().startswith(PROGRAM):
        return
    statement = re.compile(r"^(static\s[^(){};=]*?\b\w+\s*(?:\[[^\]]*\]\s*)*)(?:=|;)", re.M)
    for match in statement.finditer(code):
        if not re.search(r"\bconst\b", match.group(1)):
            yield f"{path}: state of the whole process: {' '.join(match.group(1).split())}"


def tracked():
    """The files that git knows from here down; none in a tree that git does not know."""
    if not shutil.which("git"):
        return []
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=False)
    return [Path(name) for name in listed.stdout.decode(errors="replace").split("\0") if name]


def check_rooms(paths):
    for path in paths:
        if path.parts[0] not in (ROOMS if len(path.parts) > 1 else TOP_FILES):
            yield f"{path}: a file of the project lies in one of: {' '.join(sorted(ROOMS))}"


def main():
    modules = find_modules()
    sources = [p for top in ("lib", "include", "examples", "tests") for p in sorted(Path(top).rglob("*.[ch]"))]
    findings, lengths = list(check_rooms(tracked())), []
    for path in sources:
        text = path.read_text(errors="replace")
        code = code_of(text)
        findings += check_calls(path, code)
        findings += check_includes(path, text, modules)
        findings += check_opening(path, text)
        findings += check_state(path, code)
        for name, line, length in functions(code):
            if length > LONGEST:
                findings.append(f"{path}:{line}: {name}() is {length} lines long, more than {LONGEST}")
            if length > 5 and path.parts[0] in ("lib", "examples"):
                lengths.append(length)
    if lengths:
        lengths.sort()
        median, most = statistics.median(lengths), lengths[len(lengths) * 9 // 10]
        print(f"functions over five lines: {len(lengths)}, median {median:g}, nine in ten under {most}, longest {lengths[-1]}")
        if median > MEDIAN_AIM or most > MOST_AIM:
            findings.append(f"functions have grown: median over {MEDIAN_AIM} or nine in ten over {MOST_AIM} lines")
    print("\n".join(findings) or "no findings")
    return 1 if findings or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
