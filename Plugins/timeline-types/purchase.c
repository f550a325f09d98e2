#include "purchase.h"
#include "summary.h"
#include <millrace/json.h>

const mr_event_property *const product_properties[PRODUCT_PROPERTIES] = {
  MR_PROPERTY(TEXT, "id", "Id", "What the shop calls it.", 0),
  MR_PROPERTY(TEXT, "sku", "SKU", "Stock keeping unit: the very size and colour.", 0),
  MR_PROPERTY(TEXT, "upc", "UPC", "Universal product code.", 0),
  MR_PROPERTY(TEXT, "name", "Name", "", 0),
  MR_PROPERTY(TEXT, "description", "Description", "", 0),
  MR_PROPERTY(TEXT, "category", "Categories", "", MR_PROPERTY_MULTIPLE),
  MR_PROPERTY(TEXT, "brand", "Brand", "", 0),
  MR_PROPERTY(TEXT, "variant", "Variant", "Such as a colour.", 0),
  MR_PROPERTY(NUMBER, "quantity", "Quantity", "Pieces of it.", 0),
  MR_PROPERTY(DECIMAL, "listprice", "List price", "Of one piece, before discounts.", 0),
  MR_PROPERTY(DECIMAL, "netprice", "Price", "Of one piece, as it was paid.", 0),
  MR_PROPERTY(TEXT, "coupon", "Coupon", "", 0),
  MR_PROPERTY(DATE_TIME, "deliverydate", "Delivery date", "", 0),
  MR_PROPERTY(TEXT, "tag", "Tags", "", MR_PROPERTY_MULTIPLE),
  MR_PROPERTY(TEXT, "url", "Page", "Where it is sold.", 0),
  MR_PROPERTY(TEXT, "image_url", "Picture", "", 0),
};

purchases find_purchases(mr_batch *batch, const char *total) {
  return (purchases){
    .batch = batch,
    .id = mr_find(batch, mr_string("@id")),
    .total = mr_find(batch, mr_string(total)),
    .currency = mr_find(batch, mr_string("currency")),
    .quantity = mr_find(batch, mr_string("quantity")),
    .product = mr_find(batch, mr_string("product")),
  };
}

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

static int32_t check_amount(const mr_field *amount, uint32_t row) {
  double number;
  if (!mr_get_double(amount, row, &number) || number >= 0) return MR_OK;
  return mr_reject(amount->batch, row, NEGATIVE_AMOUNT, amount->name, "the amount is negative");
}

static int32_t check_currency(const mr_field *currency, uint32_t row) {
  mr_text text;
  if (!mr_get_text(currency, row, &text)) return MR_OK;
  int letters = text.length == 3;
  for (uint64_t i = 0; i < text.length && letters; i++) {
    char c = text.data[i] | 0x20;
    letters = c >= 'a' && c <= 'z';
  }
  if (letters) return MR_OK;
  return mr_reject(currency->batch, row, NO_CURRENCY, currency->name, "a currency is three letters, such as EUR");
}

static int32_t check_product(const purchases *p, uint32_t row, mr_json product) {
  static const char *const amounts[] = {"listprice", "netprice"};
  mr_json quantity = mr_json_get(product, "quantity");
  if ((quantity.kind == MR_INT || quantity.kind == MR_DOUBLE) && mr_json_double(quantity) <= 0) {
    return mr_reject(p->batch, row, NO_QUANTITY, mr_string("product.quantity"), "the quantity is not positive");
  }
  for (uint32_t i = 0; i < MR_COUNT_OF(amounts); i++) {
    mr_json amount = mr_json_get(product, amounts[i]);
    if ((amount.kind != MR_INT && amount.kind != MR_DOUBLE) || mr_json_double(amount) >= 0) continue;
    mr_text field = mr_string(i == 0 ? "product.listprice" : "product.netprice");
    return mr_reject(p->batch, row, NEGATIVE_AMOUNT, field, "the amount is negative");
  }
  return MR_OK;
}

static mr_json_cursor products_of(const purchases *p, uint32_t row) {
  const mr_cell *cell = mr_at(&p->product, row);
  mr_text none = {NULL, 0};
  return mr_json_open(mr_json_read(cell->kind == MR_LIST ? mr_bytes(p->batch, cell) : none));
}

int32_t check_purchases(const purchases *p, const char *const *amounts) {
  mr_field others[8];
  uint32_t count = 0;
  for (; amounts[count] && count < MR_COUNT_OF(others); count++) {
    others[count] = mr_find(p->batch, mr_string(amounts[count]));
  }
  MR_EACH_KEPT(row, p->batch) {
    double quantity;
    mr_json product;
    MR_TRY(check_amount(&p->total, row));
    for (uint32_t i = 0; i < count; i++) MR_TRY(check_amount(&others[i], row));
    MR_TRY(check_currency(&p->currency, row));
    if (mr_get_double(&p->quantity, row, &quantity) && quantity < 1) {
      MR_TRY(mr_reject(p->batch, row, NO_QUANTITY, p->quantity.name, "the quantity is not positive"));
    }
    for (mr_json_cursor cursor = products_of(p, row); mr_json_next(&cursor, NULL, &product);) {
      MR_TRY(check_product(p, row, product));
    }
  }
  return MR_OK;
}

/* ---- Summaries --------------------------------------------------------------------------------------------------- */

/* Pieces, as the event says or its products add up; 0 where nobody knows. */
static int64_t count_pieces(const purchases *p, uint32_t row) {
  int64_t pieces = 0;
  mr_json product;
  if (mr_get_int(&p->quantity, row, &pieces)) return pieces;
  for (mr_json_cursor cursor = products_of(p, row); mr_json_next(&cursor, NULL, &product);) {
    mr_json quantity = mr_json_get(product, "quantity");
    int64_t more = quantity.kind == MR_INT ? mr_json_int(quantity) : 1;
    if (more > 0 && more < 1000000000 && pieces < 1000000000) pieces += more;
  }
  return pieces;
}

void append_products(mr_builder *summary, const purchases *p, uint32_t row, const char *before) {
  char text[48];
  int64_t pieces = count_pieces(p, row);
  if (pieces <= 0) return;
  snprintf(text, sizeof text, "%lld product%s", (long long)pieces, pieces == 1 ? "" : "s");
  mr_append(summary, mr_string(before));
  mr_append(summary, mr_string(text));
}

void append_total(mr_builder *summary, const purchases *p, uint32_t row, const char *before) {
  char scratch[32];
  mr_text currency;
  if (mr_is_empty(mr_at(&p->total, row))) return;
  mr_append(summary, mr_string(before));
  append_cut(summary, mr_spell(p->batch, mr_at(&p->total, row), scratch));
  if (!mr_get_text(&p->currency, row, &currency) || currency.length == 0) return;
  mr_append_byte(summary, ' ');
  append_cut(summary, currency);
}
