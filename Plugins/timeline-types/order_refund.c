#include "purchase.h"
#include "summary.h"

static const mr_event_property *const properties[] = {
  MR_PROPERTY(TEXT, "order_id", "Order", "The order that is given back.", MR_PROPERTY_REQUIRED),
  MR_PROPERTY(TEXT, "status", "Status", "requested, returned or refunded.", 0),
  MR_PROPERTY(TEXT, "reason", "Reason", "", 0),
  MR_PROPERTY(DATE_TIME, "requested_date", "Requested", "", 0),
  MR_PROPERTY(DATE_TIME, "returned_date", "Returned", "", 0),
  MR_PROPERTY(DATE_TIME, "refunded_date", "Refunded", "", 0),
  MR_PROPERTY(TEXT, "affiliation", "Affiliation", "The shop or partner where it was bought.", 0),
  MR_PROPERTY(DECIMAL, "total_refund", "Total", "What is paid back, as a positive amount.", 0),
  CURRENCY,
  QUANTITY,
  PRODUCTS("What is given back."),
};

static int is_status(mr_text status) {
  return mr_equal(status, mr_string("requested")) || mr_equal(status, mr_string("returned")) ||
         mr_equal(status, mr_string("refunded"));
}

static int32_t validate(void *context, mr_batch *batch, mr_error *error) {
  static const char *const amounts[] = {NULL};
  (void)context, (void)error;
  mr_field order_id = mr_find(batch, mr_string("order_id")), status = mr_find(batch, mr_string("status"));
  MR_EACH_KEPT(row, batch) {
    mr_text word;
    if (mr_is_empty(mr_at(&order_id, row))) {
      MR_TRY(mr_reject(batch, row, NO_ORDER, order_id.name, "a refund says which order it is of"));
    }
    if (mr_get_text(&status, row, &word) && !is_status(word)) {
      MR_TRY(mr_reject(batch, row, UNKNOWN_STATUS, status.name, "the status is none of requested, returned, refunded"));
    }
  }
  purchases refunds = find_purchases(batch, "total_refund");
  return check_purchases(&refunds, amounts);
}

/* Refund of order 1234 (returned): 1 product, 19.95 EUR */
static int32_t summarise(void *context, mr_batch *batch, mr_error *error) {
  (void)context, (void)error;
  purchases refunds = find_purchases(batch, "total_refund");
  mr_field order_id = mr_find(batch, mr_string("order_id")), status = mr_find(batch, mr_string("status"));
  mr_field summary = mr_find_summary(batch);
  mr_builder text = mr_build(batch);
  MR_EACH_KEPT(row, batch) {
    mr_text word;
    mr_append(&text, mr_string("Refund of order "));
    if (mr_get_text(&order_id, row, &word)) append_cut(&text, word);
    if (mr_get_text(&status, row, &word) && is_status(word)) {
      mr_append(&text, mr_string(" ("));
      mr_append(&text, word);
      mr_append_byte(&text, ')');
    }
    uint64_t before = mr_length(&text);
    append_products(&text, &refunds, row, ": ");
    append_total(&text, &refunds, row, mr_length(&text) > before ? ", " : ": ");
    MR_TRY(mr_set_built(&summary, row, &text));
  }
  return MR_OK;
}

const mr_event_type order_refund = {
  MR_EVENT_TYPE(properties), .id = MR_LITERAL("order-refund"), .name = MR_LITERAL("Order refund"),
  .description = MR_LITERAL("Something that was bought is given back."), .icon = MR_LITERAL("receipt-refund"),
  .version = TYPE_VERSION, .priority = 80, .validate = validate, .summarise = summarise,
};
