/*
 * steps.h - how much work was done, in a unit that no clock and no load changes
 *
 * A step is a stretch of code without a branch, as -fsanitize-coverage=trace-pc
 * tells of it. Code that was compiled without it has none. What the C library
 * does in one call, such as comparing or copying octets, is not seen.
 */
#ifndef SPF_COST_STEPS_H
#define SPF_COST_STEPS_H

/* Since the program began, those of the program's own files included. */
unsigned long steps_done(void);

#endif
