/**
 * @file sqlite.h
 * A store (store.h) on disk, in an SQLite database: what must happen once and
 * counters outlive the process, a crash, and the power.
 *
 *     secmail_sqlite            one database file, open for any number of threads
 *     secmail_sqlite_store_new  a store in it; several have entries of their own
 *
 * A secmail_sqlite is filled and opened by one thread; then any number of
 * threads may use it at once, and any number of processes may have the file
 * open. It is not used across a fork: in the child every call but
 * secmail_sqlite_free() returns SECMAIL_ARGUMENT.
 *
 * The file is made with mode 0600. It has to lie on a local file system, in a
 * directory that belongs to this user or to root and that nobody else may
 * write to; beside it SQLite keeps a log and an index of it, whose names end in
 * "-wal" and "-shm", and which belong to it. Who can write to the file can
 * change all that stands there; nothing in it is signed or encrypted.
 *
 * Other programs may read the file, and must not write to it. Damage is a
 * failure where SQLite sees it; pages have no checksums.
 */
#ifndef SECMAIL_SQLITE_H
#define SECMAIL_SQLITE_H

#include <secmail/base.h>
#include <secmail/store.h>

SECMAIL_BEGIN_DECLS

/** Octets of a path. */
#define SECMAIL_SQLITE_MAX_PATH 480

/** Octets of a store's name. */
#define SECMAIL_SQLITE_MAX_NAME 64

/** The longest wait for others, in milliseconds. */
#define SECMAIL_SQLITE_MAX_WAIT_MS 60000

/** The least that a database can be allowed, in octets. */
#define SECMAIL_SQLITE_LEAST_BYTES 1048576

/** The most that a database can be allowed, in octets. */
#define SECMAIL_SQLITE_MOST_BYTES 1099511627776

/** With each new entry at most so many are removed that have expired. */
#define SECMAIL_SQLITE_CLEARED 16

/** Octets of an error's line, with its final NUL. */
#define SECMAIL_SQLITE_ERROR_SIZE 256

/** Which changes are on disk, power cut or not, before a call on the store returns. */
typedef enum secmail_sqlite_sync {
	SECMAIL_SQLITE_SYNC_SWAPS = 0, /**< compare-and-set; a power cut may take back counters */
	SECMAIL_SQLITE_SYNC_ALL = 1,   /**< counters too */
	SECMAIL_SQLITE_SYNC_NONE = 2   /**< none: for what may happen twice, such as a cache */
} secmail_sqlite_sync;

/** A database. */
typedef struct secmail_sqlite secmail_sqlite;

/**
 * Makes one that is not open: it waits 1,000 ms for others and takes up to
 * 1,073,741,824 octets.
 *
 * @param out  receives it, to be released with secmail_sqlite_free()
 * @return SECMAIL_DONE or SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_sqlite_new(secmail_sqlite **out);

/**
 * Closes the database and releases it. No thread may be using it any more, and
 * its stores must have been released. In a forked child nothing of SQLite's is
 * released, which would break the parent's locks; it goes with the process.
 * NULL is allowed.
 */
SECMAIL_API void secmail_sqlite_free(secmail_sqlite *s);

/**
 * How long a call may wait for other threads and processes that are writing,
 * in all. The disk takes its own time beside it.
 * @param ms  1 to SECMAIL_SQLITE_MAX_WAIT_MS milliseconds
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT; SECMAIL_LATE once it is open
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_sqlite_set_wait(
    secmail_sqlite *s, uint32_t ms);

/**
 * How large the database may become; one that is larger does not shrink, and
 * does not grow. The log beside it takes some 4 MB more.
 * @param bytes  SECMAIL_SQLITE_LEAST_BYTES to SECMAIL_SQLITE_MOST_BYTES
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT; SECMAIL_LATE once it is open
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_sqlite_set_max_bytes(
    secmail_sqlite *s, uint64_t bytes);

/**
 * Opens a database, and makes it if it is not there. One of an older version
 * of this library is brought up to date, in one transaction.
 *
 * Symbolic links are followed in what leads to the directory, and not in the
 * file's own name.
 *
 * @param path  the file, copied
 * @return SECMAIL_DONE; SECMAIL_SYNTAX for a file that is no database, is
 *         another program's or a newer version's: it is left as it is;
 *         SECMAIL_IO if file or directory have other rights than they should,
 *         can't be read or written, or stay locked, and for a damaged database;
 *         SECMAIL_LIMIT if the disk is full; SECMAIL_ARGUMENT; SECMAIL_LATE if
 *         it is open; SECMAIL_NO_MEMORY. On failure it is not open, and
 *         secmail_sqlite_error() says why.
 *
 * Blocks: the wait for others, and the disk.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_sqlite_open(
    secmail_sqlite *s, const char *path);

/**
 * Copies the line that says what the last failure was about, whichever
 * thread's it was; "" if nothing failed yet. Printable ASCII.
 * @param out  SECMAIL_SQLITE_ERROR_SIZE octets
 *
 * Any thread; nothing is copied but "" in a forked child.
 */
SECMAIL_API void secmail_sqlite_error(secmail_sqlite *s, char *out);

/**
 * Makes a store (store.h) of a database.
 *
 * Each call on it is one transaction: of any number of threads and processes
 * that try the same one wins. What has expired is gone for each call by its
 * `now`; it is removed, up to SECMAIL_SQLITE_CLEARED entries at a time, when a
 * new entry is made, by that call's `now`.
 *
 * @param s     has to outlive the store
 * @param name  which store of the database, copied: 1 to SECMAIL_SQLITE_MAX_NAME
 *              printable ASCII; stores of one name are one store
 * @param sync  what is on disk when a call returns
 * @param out   receives the store, to be released with secmail_store_free()
 * @return SECMAIL_DONE; SECMAIL_ARGUMENT; SECMAIL_NO_MEMORY
 *
 * Calls on the store return SECMAIL_ARGUMENT before the database is open and
 * in a forked child; SECMAIL_LIMIT if the database has its size and nothing in
 * it has expired, or the disk is full; SECMAIL_IO if it stays locked, can't be
 * written, or is damaged. After every failure but SECMAIL_IO nothing was done.
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_sqlite_store_new(
    secmail_sqlite *s, const char *name, secmail_sqlite_sync sync, secmail_store **out);

SECMAIL_END_DECLS

#endif
