/*
 * uninitialized.h - room on the stack that a hardened build need not clear
 *
 * The build clears what a function does not set, which is worth its price but
 * for large buffers in functions that run dozens of times a message. This is for
 * octets alone whose length travels beside them, and never for a secret.
 */
#ifndef SECMAILP_UNINITIALIZED_H
#define SECMAILP_UNINITIALIZED_H

#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define SECMAILP_UNINITIALIZED __attribute__((uninitialized))
#endif
#endif
#ifndef SECMAILP_UNINITIALIZED
#define SECMAILP_UNINITIALIZED
#endif

#endif
