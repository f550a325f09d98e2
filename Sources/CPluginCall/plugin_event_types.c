#include "plugin_event_types.h"
#include "description_writer.h"
#include "plugin_load.h"
#include "text_check.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* What revision 1 had; a plugin may have more, and need not have what was appended since. */
#define TYPES_SIZE (offsetof(mr_event_types, types) + sizeof(void *))
#define TYPE_SIZE (offsetof(mr_event_type, summarise) + sizeof(void *))
#define PROPERTY_SIZE (offsetof(mr_event_property, properties) + sizeof(void *))

#define NAME_BYTES 200u
#define PROPERTY_DESCRIPTION_BYTES 1000u
#define DESCRIPTION_BYTES 4000u
#define JSON_BYTES (8u << 20) /* of all types together */
#define NO_PARENT UINT32_MAX

typedef struct reader {
  mrp_writer json;
  char *message;
  const char *type; /* terminated id; null before it is known */
  char path[MR_EVENT_PROPERTIES_DEEPEST * (MRP_WORD_BYTES + 1) + 1];
  uint32_t property_count; /* of this type so far */
  struct {
    char key[MRP_WORD_BYTES + 1];
    uint32_t parent;
  } properties[MR_EVENT_PROPERTIES_MOST];
  char text[DESCRIPTION_BYTES]; /* the copy of what is being looked at */
} reader;

/* "event type order: property product.sku WHAT" */
__attribute__((format(printf, 2, 3))) static bool refuse(reader *r, const char *format, ...) {
  int length = 0;
  if (r->type) length += snprintf(r->message, 512, "event type %s: ", r->type);
  if (r->path[0]) length += snprintf(r->message + length, 512 - (size_t)length, "property %s ", r->path);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(r->message + length, 512 - (size_t)length, format, arguments);
  va_end(arguments);
  return false;
}

/* Copies the text and looks at the copy; it is valid until the next text. */
static bool take_text(reader *r, const char *what, mr_text source, uint64_t limit, mr_text *text) {
  *text = (mr_text){r->text, source.length};
  if (source.length == 0) return true;
  if (!source.data || source.length > limit) {
    return refuse(r, "has a %s of more than %llu bytes, or none at all", what, (unsigned long long)limit);
  }
  memcpy(r->text, source.data, source.length);
  __asm__ volatile("" ::: "memory"); /* the copy is what counts; the original is not read again */
  if (mrp_check_text((const uint8_t *)r->text, source.length) < 0) return refuse(r, "has a %s that is not UTF-8", what);
  return true;
}

/* [a-z][a-z0-9]* with `joint` between, into `word`, terminated. */
static bool take_word(reader *r, const char *what, mr_text source, char joint, char word[MRP_WORD_BYTES + 1]) {
  mr_text text;
  if (!take_text(r, what, source, MRP_WORD_BYTES, &text)) return false;
  bool right = text.length > 0 && text.data[0] >= 'a' && text.data[0] <= 'z';
  for (uint64_t i = 1; i < text.length && right; i++) {
    char c = text.data[i];
    right = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == joint;
  }
  if (!right) return refuse(r, "has an unusable %s: it is not like [a-z][a-z0-9%c]*", what, joint);
  memcpy(word, text.data, text.length);
  word[text.length] = 0;
  return true;
}

static bool put_text(reader *r, const char *key, mr_text source, uint64_t limit) {
  mr_text text;
  if (!take_text(r, key, source, limit, &text)) return false;
  mrp_put_text(&r->json, key, text);
  mrp_put(&r->json, ",", 1);
  return true;
}

static void put_flag(reader *r, const char *key, bool value) {
  mrp_print(&r->json, "\"%s\":%s,", key, value ? "true" : "false");
}

static mr_text text_of(const char *word) { return (mr_text){word, strlen(word)}; }

/* ---- Properties -------------------------------------------------------------------------------------------------- */

static bool read_properties(reader *, const mr_event_property *const *, uint32_t count, uint32_t parent,
                            uint32_t level);

static bool read_property(reader *r, const mr_event_property *source, uint32_t number, uint32_t parent,
                          uint32_t level) {
  static const char *const types[] = {"text", "number", "decimal", "date-time", "object"};
  const uint32_t flags = MR_PROPERTY_REQUIRED | MR_PROPERTY_MULTIPLE | MR_PROPERTY_SENSITIVE;
  if (!source) return refuse(r, "has a null in place %u of its properties", number);
  uint32_t size = source->struct_size;
  if (size < PROPERTY_SIZE) {
    return refuse(r, "has a struct_size of %u in place %u of its properties, %zu is the least", size, number,
                  PROPERTY_SIZE);
  }
  mr_event_property property = {0};
  memcpy(&property, source, size < sizeof property ? size : sizeof property);
  __asm__ volatile("" ::: "memory");
  if (r->property_count == MR_EVENT_PROPERTIES_MOST) {
    r->path[0] = 0;
    return refuse(r, "has more than %u properties, those in objects included", MR_EVENT_PROPERTIES_MOST);
  }
  uint32_t self = r->property_count++;
  char *key = r->properties[self].key;
  r->properties[self].parent = parent;
  key[0] = 0;
  if (!take_word(r, "key", property.key, '_', key)) return false;
  for (uint32_t i = 0; i < self; i++) {
    if (r->properties[i].parent != parent || strcmp(r->properties[i].key, key) != 0) continue;
    return refuse(r, "has two properties with the key %s", key);
  }
  size_t length = strlen(r->path);
  snprintf(r->path + length, sizeof r->path - length, length ? ".%s" : "%s", key);

  if (property.type < MR_PROPERTY_TEXT || property.type > MR_PROPERTY_OBJECT) {
    return refuse(r, "is of no known type");
  }
  if (property.flags & ~flags) return refuse(r, "has a flag that does not exist");
  if ((property.type == MR_PROPERTY_OBJECT) != (property.property_count > 0)) {
    return refuse(r, property.property_count ? "has properties and is no object" : "is an object without properties");
  }
  mrp_put(&r->json, "{", 1);
  mrp_put_text(&r->json, "key", text_of(key));
  mrp_put(&r->json, ",", 1);
  if (!put_text(r, "name", property.name.length ? property.name : text_of(key), NAME_BYTES) ||
      !put_text(r, "description", property.description, PROPERTY_DESCRIPTION_BYTES)) {
    return false;
  }
  mrp_print(&r->json, "\"type\":\"%s\",", types[property.type - MR_PROPERTY_TEXT]);
  put_flag(r, "required", property.flags & MR_PROPERTY_REQUIRED);
  put_flag(r, "multiple", property.flags & MR_PROPERTY_MULTIPLE);
  put_flag(r, "sensitive", property.flags & MR_PROPERTY_SENSITIVE);
  if (!read_properties(r, property.properties, property.property_count, self, level + 1)) return false;
  mrp_put(&r->json, "}", 1);
  r->path[length] = 0;
  return true;
}

/* The member "properties". */
static bool read_properties(reader *r, const mr_event_property *const *properties, uint32_t count, uint32_t parent,
                            uint32_t level) {
  if (count && level > MR_EVENT_PROPERTIES_DEEPEST) {
    return refuse(r, "has properties more than %u levels deep", MR_EVENT_PROPERTIES_DEEPEST);
  }
  if (count > MR_EVENT_PROPERTIES_MOST) {
    return refuse(r, "has %u properties, %u are allowed", count, MR_EVENT_PROPERTIES_MOST);
  }
  if (count && !properties) return refuse(r, "has properties, and null where they should be");
  mrp_put(&r->json, "\"properties\":[", 14);
  for (uint32_t i = 0; i < count; i++) {
    if (i) mrp_put(&r->json, ",", 1);
    if (!read_property(r, properties[i], i + 1, parent, level)) return false;
  }
  mrp_put(&r->json, "]", 1);
  return true;
}

/* ---- Types ------------------------------------------------------------------------------------------------------- */

static bool read_type(reader *r, const mr_event_type *source, mrp_event_types *read) {
  uint32_t number = read->count + 1;
  if (!source) return refuse(r, "event type %u is null", number);
  uint32_t size = source->struct_size;
  if (size < TYPE_SIZE) {
    return refuse(r, "event type %u has a struct_size of %u, %zu is the least", number, size, TYPE_SIZE);
  }
  mr_event_type type = {0};
  memcpy(&type, source, size < sizeof type ? size : sizeof type);
  __asm__ volatile("" ::: "memory");
  mrp_event_type *kept = &read->types[read->count];
  char what[12];
  snprintf(what, sizeof what, "%u", number);
  r->type = what;
  if (!take_word(r, "id", type.id, '-', kept->id)) return false;
  r->type = kept->id;
  for (uint32_t i = 0; i < read->count; i++) {
    if (strcmp(read->types[i].id, kept->id) == 0) return refuse(r, "two types have this id");
  }
  kept->context = type.context;
  kept->validate = type.validate;
  kept->summarise = type.summarise;
  read->count++;

  r->property_count = 0;
  if (type.flags) return refuse(r, "has a flag that does not exist");
  mrp_put(&r->json, "{\"type\":{", 9);
  mrp_put_text(&r->json, "id", text_of(kept->id));
  mrp_put(&r->json, ",", 1);
  if (!put_text(r, "name", type.name, NAME_BYTES) || !put_text(r, "version", type.version, MRP_WORD_BYTES) ||
      !put_text(r, "description", type.description, DESCRIPTION_BYTES) ||
      !put_text(r, "icon", type.icon, MRP_WORD_BYTES)) {
    return false;
  }
  mrp_print(&r->json, "\"priority\":%u,", type.priority);
  if (type.retention_days) mrp_print(&r->json, "\"retentionDays\":%u,", type.retention_days);
  if (!read_properties(r, type.properties, type.property_count, NO_PARENT, 1)) return false;
  mrp_print(&r->json, "},\"hasValidate\":%s,\"hasSummarise\":%s}", type.validate ? "true" : "false",
            type.summarise ? "true" : "false");
  return true;
}

static bool read_types(reader *r, const mr_event_types *source, mrp_event_types *read) {
  uint32_t size = source->struct_size;
  if (size < TYPES_SIZE) {
    return refuse(r, "its " MR_EVENT_TYPES " have a struct_size of %u, %zu is the least", size, TYPES_SIZE);
  }
  mr_event_types types = {0};
  memcpy(&types, source, size < sizeof types ? size : sizeof types);
  __asm__ volatile("" ::: "memory");
  if (types.count > MR_EVENT_TYPES_MOST) {
    return refuse(r, "it offers %u event types, %u are allowed", types.count, MR_EVENT_TYPES_MOST);
  }
  if (types.count == 0) return true;
  if (!types.types) return refuse(r, "it offers event types, and null where they should be");
  for (uint32_t i = 0; i < types.count; i++) {
    r->type = NULL;
    if (i) mrp_put(&r->json, ",", 1);
    if (!read_type(r, types.types[i], read)) return false;
  }
  r->type = NULL;
  if (r->json.length > JSON_BYTES) return refuse(r, "the texts of its event types take more than 8 MB");
  return true;
}

int mrp_read_event_types(const mr_event_types *source, mrp_event_types *read, char message[512]) {
  reader *r = calloc(1, sizeof *r);
  *read = (mrp_event_types){
      .types = calloc(MR_EVENT_TYPES_MOST, sizeof(mrp_event_type)),
      .json = malloc(JSON_BYTES),
  };
  bool right = false;
  if (!r || !read->types || !read->json) {
    snprintf(message, 512, "no memory for its event types");
  } else {
    r->message = message;
    r->json = (mrp_writer){read->json, JSON_BYTES, 0};
    right = read_types(r, source, read);
    read->json_length = r->json.length;
  }
  free(r);
  if (!right) mrp_free_event_types(read);
  return right ? MRP_LOADED : MRP_BAD_DESCRIPTION;
}

void mrp_free_event_types(mrp_event_types *read) {
  free(read->types);
  free(read->json);
  *read = (mrp_event_types){0};
}
