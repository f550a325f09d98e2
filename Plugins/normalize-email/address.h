#pragma once
/* E-mail addresses as bytes. */
#include <stdint.h>

/* Longest text that is looked at; an address has 254 bytes at most, the rest is what may stand around it. */
#define ADDRESS_MAX 1024u

typedef enum { ADDRESS_AS_IT_IS, ADDRESS_UPPER, ADDRESS_ODD } AddressKind;

/*
 * Looks at text without white space around it. AS_IT_IS: a valid address in lower case. UPPER: the same with capital
 * ASCII letters. ODD: anything else, valid or not. *at is the place of the @ unless ODD.
 */
AddressKind address_look(const uint8_t *text, uint32_t length, uint32_t *at);

/* Lower-cases ASCII letters. */
void address_lower(const uint8_t *text, uint32_t length, uint8_t *out);

/*
 * Cleans odd text: what the README lists. Writes to `out`, ADDRESS_MAX bytes, and returns the length, 0 where nothing
 * is left. What comes out may still be no address.
 */
uint32_t address_clean(const uint8_t *text, uint32_t length, uint8_t *out);

/* Whether cleaned text is an address; *at is the place of its @. */
int address_is_valid(const uint8_t *text, uint32_t length, uint32_t *at);
