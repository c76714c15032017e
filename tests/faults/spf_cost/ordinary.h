/* ordinary.h - what honest domains cost: few steps, and no memory but that of the result */
#ifndef SPF_COST_ORDINARY_H
#define SPF_COST_ORDINARY_H

#include <stdbool.h>
#include <stddef.h>

extern const size_t ordinary_count;

/* Judges one such domain, with its answers there; says what it cost. */
bool ordinary_is_cheap(size_t which);

#endif
