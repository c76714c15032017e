/*
 * lint_world.h - looking for faults in the records of a zone of world.h, or in a text
 *
 * What is expected is a line of words: those of secmail_spf_finding_name(), in
 * the order of the findings. Networks for documentation are what tests are
 * made of: special-network is passed over unless a test expects it.
 */
#ifndef SPF_LINT_WORLD_H
#define SPF_LINT_WORLD_H

#include <secmail/spflint.h>

#include "world.h"

/* The record of example.com in a zone, answered in this order. */
secmail_spf_findings *lint_zone(const char *zone, world_order order, unsigned seed);
/* A record alone, of example.com, without DNS. */
secmail_spf_findings *lint_text(const char *record);

typedef struct lint_row {
	const char *proves;
	const char *input; /* a zone, or a record */
	const char *codes;
} lint_row;

void lint_expect_zone(const lint_row *row);
void lint_expect_text(const lint_row *row);

/* The place of the first finding with this code; fails the test if there is none. */
size_t lint_find(const secmail_spf_findings *f, secmail_spf_finding code);

#endif
