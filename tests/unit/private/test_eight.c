/* test_eight.c - eight octets at once, against one at a time */
#include "../suite.h"

#include "private/eight.h"

TCase *eight_tests(void);

static const uint8_t NEIGHBOURS[] = { 0, 1, ' ', ';', 126, 127, 128, 255 };

/* The masks as they are defined: the top bit of each octet that fits. */
static uint64_t
mask_of(const uint8_t octets[SECMAILP_EIGHT], uint8_t low, uint8_t high)
{
	uint8_t mask[SECMAILP_EIGHT];

	for (size_t i = 0; i < sizeof mask; i++)
		mask[i] = octets[i] >= low && octets[i] <= high ? 0x80 : 0;
	return secmailp_eight(mask);
}

/* Every octet at every place, among neighbours that carry and borrow. */
START_TEST(masks_are_exact)
{
	uint8_t octets[SECMAILP_EIGHT];

	for (size_t n = 0; n < sizeof NEIGHBOURS; n++) {
		for (unsigned i = 0; i < SECMAILP_EIGHT * 256; i++) {
			uint64_t eight;

			memset(octets, NEIGHBOURS[n], sizeof octets);
			octets[i / 256] = (uint8_t)(i % 256);
			eight = secmailp_eight(octets);
			MUST_HOLD(secmailp_eight_at_most(eight, (uint8_t)_i) ==
				      mask_of(octets, 0, (uint8_t)_i),
			    "at most %d: octet %u of %u", _i, i % 256, NEIGHBOURS[n]);
			MUST_HOLD(secmailp_eight_equal(eight, (uint8_t)_i) ==
				      mask_of(octets, (uint8_t)_i, (uint8_t)_i),
			    "equal to %d: octet %u of %u", _i, i % 256, NEIGHBOURS[n]);
		}
	}
}
END_TEST

/* Letters become small, and no other octet changes, in any company. */
START_TEST(lower_case_is_exact)
{
	uint8_t octets[SECMAILP_EIGHT], lower[SECMAILP_EIGHT];

	memset(octets, NEIGHBOURS[_i], sizeof octets);
	for (unsigned i = 0; i < SECMAILP_EIGHT * 256; i++) {
		uint8_t octet = (uint8_t)(i % 256), kept = octets[i / 256];

		octets[i / 256] = octet;
		memcpy(lower, octets, sizeof lower);
		if (octet >= 'A' && octet <= 'Z')
			lower[i / 256] = (uint8_t)(octet - 'A' + 'a');
		MUST_HOLD(secmailp_eight_lower(secmailp_eight(octets)) == secmailp_eight(lower),
		    "octet %u of %u", i % 256, NEIGHBOURS[_i]);
		octets[i / 256] = kept;
	}
}
END_TEST

TCase *
eight_tests(void)
{
	TCase *t = tcase_create("eight");

	tcase_add_loop_test(t, masks_are_exact, 0, 128);
	tcase_add_loop_test(t, lower_case_is_exact, 0, sizeof NEIGHBOURS);
	return t;
}
