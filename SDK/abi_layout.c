/* The ABI's layout, held by the compiler: what stands here never changes, only members behind the last one may come. */
#include "millrace/capabilities.h"
#include "millrace/event_types.h"
#include "millrace/plugin.h"
#include <stddef.h>

#define AT(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #type "." #member " moved")
#define FROZEN(type, size) _Static_assert(sizeof(type) == (size), #type " changed its size")
#define AT_LEAST(type, size) _Static_assert(sizeof(type) >= (size), #type " shrank")

FROZEN(mr_text, 16);
AT(mr_text, data, 0);
AT(mr_text, length, 8);

FROZEN(mr_cell, 16);
AT(mr_cell, kind, 0);
AT(mr_cell, flags, 1);
AT(mr_cell, spelling, 2);
AT(mr_cell, length, 4);
AT(mr_cell, as, 8);

FROZEN(mr_error, 256);
AT(mr_error, code, 0);
AT(mr_error, message, 8);

AT_LEAST(mr_column, 32);
AT(mr_column, struct_size, 0);
AT(mr_column, name, 8);
AT(mr_column, cells, 24);

AT_LEAST(mr_host, 64);
AT(mr_host, struct_size, 0);
AT(mr_host, abi_minor, 4);
AT(mr_host, name, 8);
AT(mr_host, version, 24);
AT(mr_host, context, 40);
AT(mr_host, log, 48);
AT(mr_host, get_extension, 56);

AT_LEAST(mr_batch, 136);
AT(mr_batch, struct_size, 0);
AT(mr_batch, row_count, 4);
AT(mr_batch, column_count, 8);
AT(mr_batch, columns, 16);
AT(mr_batch, row_states, 24);
AT(mr_batch, row_numbers, 32);
AT(mr_batch, input, 40);
AT(mr_batch, output, 48);
AT(mr_batch, now, 56);
AT(mr_batch, host, 64);
AT(mr_batch, write_column, 72);
AT(mr_batch, remove_column, 80);
AT(mr_batch, rename_column, 88);
AT(mr_batch, allocate, 96);
AT(mr_batch, drop_row, 104);
AT(mr_batch, reject_row, 112);
AT(mr_batch, derive_row, 120);
AT(mr_batch, set_derived, 128);

AT_LEAST(mr_processor, 112);
AT(mr_processor, struct_size, 0);
AT(mr_processor, flags, 4);
AT(mr_processor, id, 8);
AT(mr_processor, name, 24);
AT(mr_processor, description, 40);
AT(mr_processor, config_schema, 56);
AT(mr_processor, create, 72);
AT(mr_processor, process, 80);
AT(mr_processor, finish, 88);
AT(mr_processor, destroy, 96);
AT(mr_processor, get_extension, 104);

AT_LEAST(mr_plugin, 112);
AT(mr_plugin, struct_size, 0);
AT(mr_plugin, abi_minor, 4);
AT(mr_plugin, id, 8);
AT(mr_plugin, name, 24);
AT(mr_plugin, version, 40);
AT(mr_plugin, description, 56);
AT(mr_plugin, vendor, 72);
AT(mr_plugin, processor_count, 88);
AT(mr_plugin, processors, 96);
AT(mr_plugin, get_extension, 104);

AT_LEAST(mr_capabilities, 24);
AT(mr_capabilities, struct_size, 0);
AT(mr_capabilities, flags, 4);
AT(mr_capabilities, reason, 8);
AT_LEAST(mr_event_property, 72);
AT(mr_event_property, struct_size, 0);
AT(mr_event_property, type, 4);
AT(mr_event_property, flags, 8);
AT(mr_event_property, property_count, 12);
AT(mr_event_property, key, 16);
AT(mr_event_property, name, 32);
AT(mr_event_property, description, 48);
AT(mr_event_property, properties, 64);

AT_LEAST(mr_event_type, 136);
AT(mr_event_type, struct_size, 0);
AT(mr_event_type, flags, 4);
AT(mr_event_type, id, 8);
AT(mr_event_type, name, 24);
AT(mr_event_type, description, 40);
AT(mr_event_type, icon, 56);
AT(mr_event_type, version, 72);
AT(mr_event_type, priority, 88);
AT(mr_event_type, retention_days, 92);
AT(mr_event_type, property_count, 96);
AT(mr_event_type, properties, 104);
AT(mr_event_type, context, 112);
AT(mr_event_type, validate, 120);
AT(mr_event_type, summarise, 128);

AT_LEAST(mr_event_types, 16);
AT(mr_event_types, struct_size, 0);
AT(mr_event_types, count, 4);
AT(mr_event_types, types, 8);
