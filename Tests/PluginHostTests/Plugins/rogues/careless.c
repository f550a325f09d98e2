/* One that does not ask which rows are kept. */
#include "rogue.h"

static int32_t careless(void *self, mr_batch *batch, mr_error *error) {
  (void)self, (void)error;
  mr_field poison = mr_find(batch, mr_string("poison"));
  for (uint32_t row = 0; row < batch->row_count; row++) {
    if (is_true(&poison, row)) *nowhere = 1;
  }
  return MR_OK;
}

PLUGIN_UNDER_TEST("rogue", ENTRY("careless", careless));
