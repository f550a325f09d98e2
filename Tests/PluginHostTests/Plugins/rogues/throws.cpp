/* Lets an exception leave a plugin function, which no plugin may. */
#include "millrace/rows.h"
#include <stdexcept>

static int32_t create(const mr_host *, mr_text, void **, mr_error *) { return MR_OK; }
static void destroy(void *) {}
static int32_t process(void *, mr_batch *batch, mr_error *) {
  mr_field poison = mr_find(batch, mr_string("poison"));
  mr_cell *cells;
  MR_TRY(batch->write_column(batch, mr_string("seen"), &cells));
  MR_EACH_KEPT(row, batch) {
    cells[row] = mr_bool(1);
    const mr_cell *cell = mr_at(&poison, row);
    if (cell->kind == MR_BOOL && cell->as.integer) throw std::runtime_error("thrown over the border");
  }
  return MR_OK;
}
static const mr_processor processor = {sizeof(mr_processor), MR_PURE, MR_LITERAL("throws"), MR_LITERAL("throws"),
                                       MR_LITERAL(""), MR_LITERAL("{\"type\":\"object\"}"), create, process, nullptr,
                                       destroy, nullptr};
static const mr_processor *const processors[] = {&processor};
static const mr_plugin plugin = {sizeof(mr_plugin), 0, MR_LITERAL("rogue"), MR_LITERAL("rogue"), MR_LITERAL("1.2.3"),
                                 MR_LITERAL(""), MR_LITERAL(""), 1, 0, processors, nullptr};
MR_PLUGIN(plugin);
