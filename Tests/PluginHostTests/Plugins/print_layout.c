/* Prints the ABI's layout and numbers, a line each: what abi-v1.0.txt holds as it was released. */
#include "millrace/capabilities.h"
#include "millrace/plugin.h"
#include <stddef.h>
#include <stdio.h>

#define SIZE(type) printf(#type " size %zu\n", sizeof(type))
#define MEMBER(type, member) \
  printf(#type "." #member " at %zu, size %zu\n", offsetof(type, member), sizeof(((type *)0)->member))
#define NUMBER(name) printf(#name " %llu\n", (unsigned long long)(name))

int main(void) {
  SIZE(mr_text);
  MEMBER(mr_text, data);
  MEMBER(mr_text, length);
  SIZE(mr_cell);
  MEMBER(mr_cell, kind);
  MEMBER(mr_cell, flags);
  MEMBER(mr_cell, spelling);
  MEMBER(mr_cell, length);
  MEMBER(mr_cell, as);
  MEMBER(mr_column, struct_size);
  MEMBER(mr_column, reserved);
  MEMBER(mr_column, name);
  MEMBER(mr_column, cells);
  SIZE(mr_error);
  MEMBER(mr_error, code);
  MEMBER(mr_error, reserved);
  MEMBER(mr_error, message);
  MEMBER(mr_host, struct_size);
  MEMBER(mr_host, abi_minor);
  MEMBER(mr_host, name);
  MEMBER(mr_host, version);
  MEMBER(mr_host, context);
  MEMBER(mr_host, log);
  MEMBER(mr_host, get_extension);
  MEMBER(mr_batch, struct_size);
  MEMBER(mr_batch, row_count);
  MEMBER(mr_batch, column_count);
  MEMBER(mr_batch, reserved);
  MEMBER(mr_batch, columns);
  MEMBER(mr_batch, row_states);
  MEMBER(mr_batch, row_numbers);
  MEMBER(mr_batch, input);
  MEMBER(mr_batch, output);
  MEMBER(mr_batch, now);
  MEMBER(mr_batch, host);
  MEMBER(mr_batch, write_column);
  MEMBER(mr_batch, remove_column);
  MEMBER(mr_batch, rename_column);
  MEMBER(mr_batch, allocate);
  MEMBER(mr_batch, drop_row);
  MEMBER(mr_batch, reject_row);
  MEMBER(mr_batch, derive_row);
  MEMBER(mr_batch, set_derived);
  MEMBER(mr_processor, struct_size);
  MEMBER(mr_processor, flags);
  MEMBER(mr_processor, id);
  MEMBER(mr_processor, name);
  MEMBER(mr_processor, description);
  MEMBER(mr_processor, config_schema);
  MEMBER(mr_processor, create);
  MEMBER(mr_processor, process);
  MEMBER(mr_processor, finish);
  MEMBER(mr_processor, destroy);
  MEMBER(mr_processor, get_extension);
  MEMBER(mr_plugin, struct_size);
  MEMBER(mr_plugin, abi_minor);
  MEMBER(mr_plugin, id);
  MEMBER(mr_plugin, name);
  MEMBER(mr_plugin, version);
  MEMBER(mr_plugin, description);
  MEMBER(mr_plugin, vendor);
  MEMBER(mr_plugin, processor_count);
  MEMBER(mr_plugin, reserved);
  MEMBER(mr_plugin, processors);
  MEMBER(mr_plugin, get_extension);
  SIZE(mr_capabilities);
  MEMBER(mr_capabilities, struct_size);
  MEMBER(mr_capabilities, flags);
  MEMBER(mr_capabilities, reason);
  NUMBER(MR_ABI_MAJOR);
  NUMBER(MR_ABSENT);
  NUMBER(MR_NULL);
  NUMBER(MR_BOOL);
  NUMBER(MR_INT);
  NUMBER(MR_DOUBLE);
  NUMBER(MR_TEXT);
  NUMBER(MR_TIME);
  NUMBER(MR_LIST);
  NUMBER(MR_OBJECT);
  NUMBER(MR_CELL_OUTPUT);
  NUMBER(MR_CELL_PLAIN);
  NUMBER(MR_OK);
  NUMBER(MR_ERROR);
  NUMBER(MR_OUT_OF_MEMORY);
  NUMBER(MR_BAD_ARGUMENT);
  NUMBER(MR_LOG_DEBUG);
  NUMBER(MR_LOG_INFO);
  NUMBER(MR_LOG_WARNING);
  NUMBER(MR_LOG_ERROR);
  NUMBER(MR_ROW_KEPT);
  NUMBER(MR_ROW_DROPPED);
  NUMBER(MR_ROW_REJECTED);
  NUMBER(MR_NO_PARENT);
  NUMBER(MR_THREAD_SAFE);
  NUMBER(MR_PURE);
  NUMBER(MR_FOR_IMPORT);
  NUMBER(MR_FOR_EXPORT);
  NUMBER(MR_NEEDS_NETWORK);
  NUMBER(MR_NEEDS_FILES);
  NUMBER(MR_NEEDS_THREADS);
  return 0;
}
