#include "purchase.h"
#include "summary.h"

static const mr_event_property *const properties[] = {
  MR_PROPERTY(TEXT, "order_id", "Order", "The number that the customer knows it by; otherwise the event's id.", 0),
  MR_PROPERTY(DATE_TIME, "order_date", "Ordered", "Where it is another than the event's date.", 0),
  MR_PROPERTY(TEXT, "affiliation", "Affiliation", "The shop or partner where it was bought.", 0),
  MR_PROPERTY(TEXT, "store_id", "Store", "", 0),
  MR_PROPERTY(DECIMAL, "total_revenue", "Total", "With shipping, tax and discounts.", 0),
  MR_PROPERTY(DECIMAL, "revenue", "Revenue", "Without shipping and tax.", 0),
  MR_PROPERTY(DECIMAL, "shipping", "Shipping", "", 0),
  MR_PROPERTY(DECIMAL, "tax", "Tax", "", 0),
  MR_PROPERTY(DECIMAL, "discount", "Discount", "", 0),
  CURRENCY,
  QUANTITY,
  MR_PROPERTY(TEXT, "coupon", "Coupon", "", 0),
  MR_PROPERTY(TEXT, "promotion", "Promotion", "", 0),
  MR_PROPERTY(NUMBER, "campaign_id", "Campaign", "The one that it came from.", 0),
  MR_PROPERTY(NUMBER, "template_id", "Template", "The one that it came from.", 0),
  PRODUCTS("What was ordered."),
};

static int32_t validate(void *context, mr_batch *batch, mr_error *error) {
  static const char *const amounts[] = {"revenue", "shipping", "tax", "discount", NULL};
  (void)context, (void)error;
  purchases orders = find_purchases(batch, "total_revenue");
  return check_purchases(&orders, amounts);
}

/* Order 1234: 3 products, 59.90 EUR */
static int32_t summarise(void *context, mr_batch *batch, mr_error *error) {
  (void)context, (void)error;
  purchases orders = find_purchases(batch, "total_revenue");
  mr_field number = mr_find(batch, mr_string("order_id")), summary = mr_find_summary(batch);
  mr_builder text = mr_build(batch);
  MR_EACH_KEPT(row, batch) {
    mr_text id;
    if (!mr_get_text(&number, row, &id) && !mr_get_text(&orders.id, row, &id)) id = mr_string("");
    mr_append(&text, mr_string("Order "));
    append_cut(&text, id);
    uint64_t before = mr_length(&text);
    append_products(&text, &orders, row, ": ");
    append_total(&text, &orders, row, mr_length(&text) > before ? ", " : ": ");
    MR_TRY(mr_set_built(&summary, row, &text));
  }
  return MR_OK;
}

const mr_event_type order = {
  MR_EVENT_TYPE(properties), .id = MR_LITERAL("order"), .name = MR_LITERAL("Order"),
  .description = MR_LITERAL("Something was bought."), .icon = MR_LITERAL("receipt"), .version = TYPE_VERSION,
  .priority = 80, .validate = validate, .summarise = summarise,
};
