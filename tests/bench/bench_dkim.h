/* bench_dkim.h - what the files of the benchmark of dkim share */
#ifndef SECMAIL_TESTS_BENCH_DKIM_H
#define SECMAIL_TESTS_BENCH_DKIM_H

/* bench_dkim_sign.c: the figures on signing. */
void bench_dkim_sign(void);

#endif
