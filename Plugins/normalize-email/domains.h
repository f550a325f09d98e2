#pragma once
/* Misspelt domains. */
#include <stdint.h>

/* Corrects a lower-case domain in `out`, which has room for 16 bytes more; returns its length, changed or not. */
uint32_t domain_correct(uint8_t *domain, uint32_t length);

/* Whether domain_correct would change it, without writing. */
int domain_is_misspelt(const uint8_t *domain, uint32_t length);
