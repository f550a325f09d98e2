#include "types.h"

static const mr_event_type *const types[] = {
  &order, &order_refund, &abandoned_basket, &email_delivered, &email_opened, &email_clicked,
};
static const mr_event_types event_types = MR_EVENT_TYPES_OF(types);

static const void *get_extension(const char *id) { return mr_event_types_for(id, &event_types); }

static const mr_plugin plugin = {
  .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR,
  .id = MR_LITERAL("timeline-types"), .name = MR_LITERAL("Timeline types"), .version = MR_LITERAL("1.0.0"),
  .description = MR_LITERAL("Orders, refunds, baskets that were left, and what became of e-mails."),
  .vendor = MR_LITERAL("Millrace"), .get_extension = get_extension,
};
MR_PLUGIN(plugin);
