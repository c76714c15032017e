#!/bin/sh
# test_sqlite.sh - one database, two processes that race for it, some that are killed, and SQLite's own shell
# shellcheck source=tests/report.sh
. tests/report.sh
case " $SECMAIL_MODULES " in *" sqlite "*) ;; *) skip "sqlite is not built" ;; esac
command -v sqlite3 >"${scratch:?}/there" || skip "there is no shell of SQLite (Debian: sqlite3)"
peer=$BUILD/tests/sqlite_peer
db=$scratch/db

asks() { # QUESTION ANSWER
	answer=$(sqlite3 -readonly "$db" "$1") && [ "$answer" = "$2" ] || ! echo "$answer"
}

# Both make the file, one of them first.
one_wins() {
	"$peer" "$db" race >"$scratch/one" &
	other=$!
	"$peer" "$db" race >"$scratch/two"
	wait $other || return 1
	cat "$scratch/one" "$scratch/two"
	[ $(($(cut -d' ' -f1 "$scratch/one") + $(cut -d' ' -f1 "$scratch/two"))) -eq 500 ] &&
		[ "$(cut -d' ' -f2 "$scratch/one" "$scratch/two" | sort -u)" = 0 ]
}

# A step that was told stands there; at most one that was not told does too.
killed_ones_keep_what_they_told() {
	db=$scratch/killed
	for pause in 0.05 0.1 0.15 0.2 0.25 0.1 0.1 0.1; do
		"$peer" "$db" count >"$scratch/told" 2>"$scratch/said" &
		peer_pid=$!
		sleep $pause
		kill -9 $peer_pid
		wait $peer_pid 2>/dev/null
		told=$(tail -n 1 "$scratch/told")
		[ "$(sqlite3 "$db" 'PRAGMA integrity_check')" = ok ] || return 1
		stands=$(sqlite3 "$db" "SELECT value FROM entry WHERE key = x'73746570'")
		echo "told ${told:-0}, stands ${stands:-0}"
		[ -z "$told" ] || { [ "$stands" -ge "$told" ] && [ "$stands" -le $((told + 1)) ]; } || return 1
	done
	[ "${stands:-0}" -gt 8 ]
}

proves "of two processes one wins each step" one_wins
proves "SQLite's shell finds the database sound" asks 'PRAGMA integrity_check' ok
proves "and in it what was agreed" asks \
	"SELECT store, CAST(key AS TEXT), CAST(value AS TEXT) FROM entry WHERE key IN (x'73746570', x'6e') ORDER BY key" \
	"peer|n|1000
peer|step|500"
proves "it says whose it is, and of which version" asks \
	'SELECT printf("%x", application_id), user_version FROM pragma_application_id, pragma_user_version' '736d7374|1'
proves "processes that are killed keep what they told, and the database stays sound" killed_ones_keep_what_they_told
finish
