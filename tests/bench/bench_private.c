/*
 * bench_private.c - what strictness costs: base64 against OpenSSL's decoder, tags against a bare
 * scan
 */
#include "bench.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "private/base64.h"
#include "private/taglist.h"

/* A signature of 2,048 bits and a key record of as many: what a message brings. */
#define SIGNATURE_OCTETS 256
#define TEXT_MAX 1024

typedef struct texts {
	uint8_t base64[TEXT_MAX];
	size_t base64_len;
	uint8_t octets[TEXT_MAX];
	size_t decoded;
	secmailp_view tags;
	size_t found;
} texts;

static void
decode_ours(void *arg)
{
	texts *t = arg;

	if (!secmailp_base64_decode(secmailp_view_of(t->base64, t->base64_len),
		SECMAILP_BASE64_PLAIN, t->octets, sizeof t->octets, &t->decoded))
		abort();
}

static void
decode_openssl(void *arg)
{
	texts *t = arg;
	int len = EVP_DecodeBlock(t->octets, t->base64, (int)t->base64_len);

	if (len < 0)
		abort();
	t->decoded = (size_t)len;
}

static void
tags_ours(void *arg)
{
	texts *t = arg;
	secmailp_taglist list = secmailp_taglist_over(t->tags);
	secmailp_tag tag;

	for (t->found = 0; secmailp_taglist_next(&list, &tag); t->found++)
		;
	if (secmailp_taglist_is_bad(&list))
		abort();
}

/* The least that any tokenizer does: look at each octet once for the end of a tag. */
static void
tags_scan(void *arg)
{
	texts *t = arg;

	t->found = 0;
	for (size_t i = 0; i < t->tags.len; i++)
		t->found += t->tags.at[i] == ';' || t->tags.at[i] == '=';
}

int
main(void)
{
	static const char tags[] =
	    "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=2024; t=1700000000;\r\n"
	    "\th=from:to:subject:date:message-id:mime-version:content-type;\r\n"
	    "\tbh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
	    "\tb=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB4nujc7YopdG5dWLSdNg6xNAZ\r\n"
	    "\t POPr+kHxt1IrE+NahM6L/LbvaHutKVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0or";
	static texts t;
	uint8_t octets[SIGNATURE_OCTETS];
	secmailp_buffer b = secmailp_buffer_new(TEXT_MAX);

	for (size_t i = 0; i < sizeof octets; i++)
		octets[i] = (uint8_t)(i * 167 + 13);
	secmailp_base64_encode(&b, secmailp_view_of(octets, sizeof octets));
	t.base64_len = secmailp_buffer_view(&b).len;
	memcpy(t.base64, secmailp_buffer_view(&b).at, t.base64_len);
	secmailp_buffer_free(&b);
	t.tags = secmailp_view_text(tags);
	bench_compare("private.base64_decode", "openssl", decode_ours, &t, decode_openssl, &t);
	bench_compare("private.taglist", "raw", tags_ours, &t, tags_scan, &t);
	return 0;
}
