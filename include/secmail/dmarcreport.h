/**
 * @file dmarcreport.h
 * Where DMARC reports may go: the URIs of `rua` and `ruf`, and whether those
 * who are named there agreed to it (RFC 9990 section 4, RFC 9991 section 3).
 *
 * A record may ask for reports to go to anybody, also to a victim who is to be
 * flooded with them. So a destination outside the organization of the domain
 * whose record it is has to say in DNS that it takes them. As everywhere, the
 * questions stand in a table of answers (answers.h):
 *
 *     while (secmail_dmarc_destinations_find(a, policy_domain, rua,
 *                SECMAIL_DMARC_REPORT_AGGREGATE, &found) == SECMAIL_WANT_DNS)
 *             answer what is open in a;
 *     for each i: send to secmail_dmarc_destinations_uri(found, i), unless it is NULL
 *
 * Where the RFCs can be read in two ways, it is read so:
 *
 *  - A record of consent counts by its `v` alone, as a policy record does; of
 *    several one is enough.
 *  - What it says instead of a URI counts if just one of them says it; the
 *    URIs in it all have to have the destination's own host, else nothing is
 *    sent to that destination at all.
 *  - A destination without a host that is a domain name (an IP address, another
 *    scheme than mailto: without an authority) can't be verified, and gets nothing.
 *
 * What is found is immutable and may be read by any number of threads; it holds
 * no descriptor.
 */
#ifndef SECMAIL_DMARCREPORT_H
#define SECMAIL_DMARCREPORT_H

#include <secmail/answers.h>
#include <secmail/base.h>

SECMAIL_BEGIN_DECLS

/** URIs of one list that are looked at, and URIs that are found in all; the others are dropped. */
#define SECMAIL_DMARC_MAX_DESTINATIONS 10

/** Which reports: those of `rua` (RFC 9990) or those of `ruf` (RFC 9991). */
typedef enum secmail_dmarc_report {
	SECMAIL_DMARC_REPORT_AGGREGATE = 0,
	SECMAIL_DMARC_REPORT_FAILURE = 1
} secmail_dmarc_report;

/** Whether a destination takes reports. Only OWN and GIVEN are sent to. */
typedef enum secmail_dmarc_consent {
	SECMAIL_DMARC_CONSENT_REFUSED = 0, /**< external, and its host publishes no consent */
	SECMAIL_DMARC_CONSENT_UNKNOWN = 1, /**< DNS failed; another try may tell */
	SECMAIL_DMARC_CONSENT_MALFORMED =
	    2, /**< no valid URI, or none with a domain name as host */
	SECMAIL_DMARC_CONSENT_CONTRADICTED =
	    3,                          /**< the host consents and names another host instead */
	SECMAIL_DMARC_CONSENT_OWN = 4,  /**< of the same organization: needs no consent */
	SECMAIL_DMARC_CONSENT_GIVEN = 5 /**< external, and its host consents */
} secmail_dmarc_consent;

/** Destinations in the order of the list that they were written in. */
typedef struct secmail_dmarc_destinations secmail_dmarc_destinations;

/**
 * Finds out where reports may go.
 *
 * @param a              the table; receives questions
 * @param policy_domain  whose record it is, as secmail_dmarc_result_policy_domain() gives it
 * @param uris           the value of `rua` or `ruf`, as secmail_dmarc_result_rua() gives it. A
 *                       generator of failure reports passes over the `ruf` of a record with psd=y
 *                       (RFC 9991 section 3), see secmail_dmarc_result_is_psd()
 * @param report         which tag of a record of consent counts
 * @param out            receives what was found, to be released with
 *                       secmail_dmarc_destinations_free(); NULL unless SECMAIL_DONE
 * @return SECMAIL_DONE; SECMAIL_WANT_DNS; SECMAIL_ARGUMENT without a table, a
 *         list and a domain name; SECMAIL_LIMIT for a list over 65,535 octets,
 *         which no record can hold; SECMAIL_NO_MEMORY
 */
SECMAIL_API SECMAIL_MUST_CHECK secmail_status secmail_dmarc_destinations_find(secmail_answers *a,
    const char *policy_domain, const char *uris, secmail_dmarc_report report,
    secmail_dmarc_destinations **out);

/** Releases what was found and what was borrowed from it. NULL is allowed. */
SECMAIL_API void secmail_dmarc_destinations_free(secmail_dmarc_destinations *d);

/** How many there are, up to SECMAIL_DMARC_MAX_DESTINATIONS. */
SECMAIL_API size_t secmail_dmarc_destinations_count(const secmail_dmarc_destinations *d);

/** Whether destination `index` takes reports; SECMAIL_DMARC_CONSENT_REFUSED past the end. */
SECMAIL_API secmail_dmarc_consent secmail_dmarc_destinations_consent(
    const secmail_dmarc_destinations *d, size_t index);

/** A stable word for a consent, such as "given"; NULL for no such value. Constant. */
SECMAIL_API const char *secmail_dmarc_consent_name(secmail_dmarc_consent consent);

/**
 * The URI to send to: the one written, without white space around it and
 * without the size limit of old (RFC 9989 section 4.8), or the one that its host
 * wants in its place. Printable ASCII; NULL for a destination that may not be
 * sent to, and past the end. Borrowed.
 */
SECMAIL_API const char *secmail_dmarc_destinations_uri(
    const secmail_dmarc_destinations *d, size_t index);

/** The URI as the record has it. Printable ASCII; NULL past the end. Borrowed. */
SECMAIL_API const char *secmail_dmarc_destinations_written(
    const secmail_dmarc_destinations *d, size_t index);

/**
 * The address of a mailto: URI, to be used in RCPT TO and To as it is: a
 * dot-atom, "@" and the host, percent-encodings decoded, the URI's own header
 * fields left out. NULL where there is no URI to send to, for another scheme,
 * and for an address that has to be quoted. Borrowed.
 */
SECMAIL_API const char *secmail_dmarc_destinations_address(
    const secmail_dmarc_destinations *d, size_t index);

/** The host, lower case, A-labels; NULL for a malformed URI and past the end. Borrowed. */
SECMAIL_API const char *secmail_dmarc_destinations_host(
    const secmail_dmarc_destinations *d, size_t index);

SECMAIL_END_DECLS

#endif
