/* Brings a library along; says in the field FIELD which version it got, and which function of its own name. */
#include "plugin_under_test.h"

int bundled_version(void);
__attribute__((visibility("default"))) int a_name_that_others_have(void) { return VERSION; }

static int32_t tell(void *self, mr_batch *batch, mr_error *error) {
  mr_cell *cells;
  int64_t versions = 10 * bundled_version() + a_name_that_others_have();
  (void)self, (void)error;
  MR_TRY(batch->write_column(batch, mr_string(FIELD), &cells));
  for (uint32_t row = 0; row < batch->row_count; row++) cells[row] = mr_int(versions);
  return MR_OK;
}
PLUGIN_UNDER_TEST(FIELD, PROCESSOR("tells", create, tell, NULL, ANY_OBJECT));
