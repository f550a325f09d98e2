/* The types of this plugin, one a file but for those of e-mail, which differ in a word. */
#ifndef TIMELINE_TYPES_H
#define TIMELINE_TYPES_H

#include <millrace/events.h>

extern const mr_event_type order, order_refund, abandoned_basket, email_delivered, email_opened, email_clicked;

/* Codes of rejected events; README.md tells them to users. */
#define NEGATIVE_AMOUNT 1
#define NO_CURRENCY 2
#define NO_QUANTITY 3
#define NO_ORDER 4
#define UNKNOWN_STATUS 5
#define NO_URL 6

#define TYPE_VERSION MR_LITERAL("1.0.0")

#endif
