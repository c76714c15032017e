/* steps.c - see steps.h */
#include "steps.h"

#if defined(__clang__)
#define UNTRACED __attribute__((no_sanitize("coverage")))
#else
#define UNTRACED __attribute__((no_sanitize_coverage))
#endif

static unsigned long steps;

/* Called by the compiler's own code, at each step. */
void __sanitizer_cov_trace_pc(void);

UNTRACED void
__sanitizer_cov_trace_pc(void)
{
	steps++;
}

UNTRACED unsigned long
steps_done(void)
{
	return steps;
}
