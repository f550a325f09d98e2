/* What orders, refunds and baskets have in common: products, amounts of money, and how people are told of them. */
#ifndef PURCHASE_H
#define PURCHASE_H

#include "types.h"

/* The properties of a product. */
#define PRODUCT_PROPERTIES 16
extern const mr_event_property *const product_properties[PRODUCT_PROPERTIES];

/* The properties of every purchase, in an array of pointers. */
#define CURRENCY MR_PROPERTY(TEXT, "currency", "Currency", "Three letters, such as EUR.", 0)
#define QUANTITY MR_PROPERTY(NUMBER, "quantity", "Quantity", "Pieces of all products together.", 0)
#define PRODUCTS(description)                                                                         \
  MR_PROPERTY_OF("product", "Products", description, MR_PROPERTY_MULTIPLE, product_properties)

/* The fields of one batch of purchases. */
typedef struct purchases {
  mr_batch *batch;
  mr_field id, total, currency, quantity, product;
} purchases;

/* `total` is the key of what it cost. */
purchases find_purchases(mr_batch *, const char *total);

/* Rejects purchases that cannot be: a negative amount, a currency that is none, a quantity below 1. `amounts` are keys
 * of decimals besides the total, null at their end. */
int32_t check_purchases(const purchases *, const char *const *amounts);

/* "3 products" and "59.90 EUR", each behind `before` and only where it is known. */
void append_products(mr_builder *, const purchases *, uint32_t row, const char *before);
void append_total(mr_builder *, const purchases *, uint32_t row, const char *before);

#endif
