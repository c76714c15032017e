#!/bin/sh
# test_house_rules.sh - each house rule finds the fault that breaks it, and lets honest code pass
. tests/report.sh
command -v python3 >"$scratch/path" || skip "the house rules want python3"
top=$(pwd)

# A tree of one module with one honest file; $1 is the text put into it after its opening comment.
plant() {
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/lib/spf" "$scratch/tree/lib/dns" "$scratch/tree/lib/core" "$scratch/tree/lib/private"
	cp lib/spf/module.mk "$scratch/tree/lib/spf/"
	cp lib/dns/module.mk "$scratch/tree/lib/dns/"
	cp lib/core/module.mk "$scratch/tree/lib/core/"
	cp lib/private/module.mk "$scratch/tree/lib/private/"
	printf '%s\n' "${2:-/* one.c - one idea */}" "$1" >"$scratch/tree/lib/spf/one.c"
}

judge() {
	plant "$@"
	(cd "$scratch/tree" && python3 "$top/tests/lint/house_rules.py")
}

refuses() {
	! judge "$@"
}

# The honest tree with one more file, $1, that git is told of.
with_file() {
	plant 'static const int limit = 3;'
	mkdir -p "$scratch/tree/$(dirname "$1")"
	echo x >"$scratch/tree/$1"
	(cd "$scratch/tree" && git init -q . && git add . && python3 "$top/tests/lint/house_rules.py")
}

without_room() {
	! with_file "$@"
}

long_function() {
	printf 'int\nlong_one(void)\n{\n'
	yes '	step();' | head -n "$1"
	printf '}\n'
}

proves "honest code passes" judge 'static const int limit = 3;'
proves "a banned function in a comment or a string is no call" judge '/* strcpy(a, b) */ static const char *const s = "gets()";'
proves "a longer name is not a banned one" judge 'int f(void) { return my_strcpy(1) + x->random(2); }'
proves "strcpy is found" refuses 'int f(void) { strcpy(a, b); }'
proves "system is found" refuses 'int f(void) { system ("x"); }'
proves "a library that prints is found" refuses 'int f(void) { printf("x"); }'
proves "a library that ends the process is found" refuses 'int f(void) { abort(); }'
proves "a library that asks for the time is found" refuses 'int f(void) { return time(0); }'
proves "a module that does not stand on another is found" refuses '#include <secmail/dns.h>'
proves "a module that stands on core may include it" judge '#include <secmail/base.h>'
proves "another module's private header is found" refuses '#include "dns_internal.h"'
proves "the module's own private header is allowed" judge '#include "spf_internal.h"'
proves "state of the process is found" refuses 'static int counter;'
proves "a state with a value is found" refuses 'static unsigned long table[4] = { 0 };'
proves "a static function is no state" judge 'static int f(int a);'
proves "a file that does not say what it is for is found" refuses 'int x;' '#include <stdint.h>'
if command -v git >"$scratch/path"; then
	proves "files in the known folders pass" with_file docs/page.md
	proves "a known file at the top passes" with_file README.md
	proves "what a build left behind in a folder of its own is found" without_room bclang/obj/flags
	proves "an unknown file at the top is found" without_room notes.txt
	proves "a folder named like a file at the top is found" without_room LICENSE/page
fi
proves "a function of 20 lines passes" judge "$(long_function 16)"
proves "functions that grew are found" refuses "$(long_function 70)"
proves "a function of over 100 lines is found" refuses "$(long_function 98)"
finish
