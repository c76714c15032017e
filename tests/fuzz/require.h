/* require.h - how a fuzz target says that something does not hold */
#ifndef SECMAIL_FUZZ_REQUIRE_H
#define SECMAIL_FUZZ_REQUIRE_H

#include <stdbool.h>
#include <stdlib.h>

/* Ends the run where something does not hold. */
static inline void
require(bool holds)
{
	if (!holds)
		abort();
}

#endif
