#include "purchase.h"

static const mr_event_property *const properties[] = {
  MR_PROPERTY(DATE_TIME, "last_modified", "Last changed", "", 0),
  MR_PROPERTY(TEXT, "affiliation", "Affiliation", "The shop or partner where it was left.", 0),
  MR_PROPERTY(DECIMAL, "total_value", "Total", "What it would have cost.", 0),
  CURRENCY,
  QUANTITY,
  MR_PROPERTY(TEXT, "coupon", "Coupon", "", 0),
  MR_PROPERTY(TEXT, "promotion", "Promotion", "", 0),
  MR_PROPERTY(TEXT, "recovery_url", "Way back", "Opens the basket again; for this person only.", MR_PROPERTY_SENSITIVE),
  PRODUCTS("What is in it."),
};

static int32_t validate(void *context, mr_batch *batch, mr_error *error) {
  static const char *const amounts[] = {NULL};
  (void)context, (void)error;
  purchases baskets = find_purchases(batch, "total_value");
  return check_purchases(&baskets, amounts);
}

/* Basket left: 2 products, 20.00 EUR */
static int32_t summarise(void *context, mr_batch *batch, mr_error *error) {
  (void)context, (void)error;
  purchases baskets = find_purchases(batch, "total_value");
  mr_field summary = mr_find_summary(batch);
  mr_builder text = mr_build(batch);
  MR_EACH_KEPT(row, batch) {
    mr_append(&text, mr_string("Basket left"));
    uint64_t before = mr_length(&text);
    append_products(&text, &baskets, row, ": ");
    append_total(&text, &baskets, row, mr_length(&text) > before ? ", " : ": ");
    MR_TRY(mr_set_built(&summary, row, &text));
  }
  return MR_OK;
}

const mr_event_type abandoned_basket = {
  MR_EVENT_TYPE(properties), .id = MR_LITERAL("abandoned-basket"), .name = MR_LITERAL("Abandoned basket"),
  .description = MR_LITERAL("A basket was filled and not paid for."), .icon = MR_LITERAL("basket"),
  .version = TYPE_VERSION, .priority = 70, .retention_days = 365, .validate = validate, .summarise = summarise,
};
