#include "plugin_output.h"
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

_Static_assert(sizeof(mrp_output) <= MRP_OUTPUT_START, "the header fits before the first byte that is handed out");

mrp_output *mrp_map_output(int *descriptor) {
  mrp_output *output = mrb_map_block(MRP_OUTPUT_BYTES, descriptor);
  if (output) mrp_reset_output(output);
  return output;
}

void mrp_unmap_output(mrp_output *output, int descriptor) { mrb_unmap_block(output, MRP_OUTPUT_BYTES, descriptor); }

void mrp_reset_output(mrp_output *output) {
  *output = (mrp_output){.magic = MRP_OUTPUT_MAGIC, .used = MRP_OUTPUT_START};
}

uint64_t mrp_reserve(mrp_output *output, uint64_t bytes) {
  uint64_t offset = output->used;
  if (offset > MRP_OUTPUT_BYTES || bytes > MRP_OUTPUT_BYTES - offset - 8) return 0;
  output->used = (offset + bytes + 7) & ~(uint64_t)7;
  return offset;
}

void *mrp_append(mrp_output *output, mrp_list *list, uint64_t size) {
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity ? 2 * list->capacity : 16;
    uint64_t offset = mrp_reserve(output, capacity * size);
    if (!offset) return NULL;
    if (list->count) memcpy(mrp_at(output, offset), mrp_at(output, list->offset), list->count * size);
    list->offset = offset;
    list->capacity = capacity;
  }
  void *element = mrp_at(output, list->offset + list->count++ * size);
  memset(element, 0, size);
  return element;
}
