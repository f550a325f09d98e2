/* Descriptors of event types that are wrong in one way, by name; random ones, by a seed; and ones that change. */
#define _GNU_SOURCE
#include "millrace/events.h"
#include <pthread.h>
#include <stdatomic.h>

#define NODES 512
#define CHILDREN 256

static mr_event_property nodes[NODES];
static const mr_event_property *children[NODES][CHILDREN];
static mr_event_type types[CHILDREN];
static const mr_event_type *type_list[CHILDREN];
static mr_event_types tree;
static char keys[NODES][8];

/* One sound type with `count` properties, each of which has `width` more, `depth` levels down. */
static uint32_t grow(mr_event_property *node, uint32_t next, uint32_t width, uint32_t depth) {
  uint32_t place = (uint32_t)(node - nodes);
  snprintf(keys[place], sizeof keys[place], "k%u", place);
  *node = (mr_event_property){sizeof *node, MR_PROPERTY_TEXT, 0, 0, mr_string(keys[place]), MR_LITERAL("Name"),
                              MR_LITERAL(""), NULL};
  if (depth == 0) return next;
  node->type = MR_PROPERTY_OBJECT;
  node->property_count = width;
  node->properties = children[place];
  for (uint32_t i = 0; i < width; i++) {
    children[place][i] = &nodes[next];
    next = grow(&nodes[next], next + 1, width, depth - 1);
  }
  return next;
}

static void plant(uint32_t count, uint32_t width, uint32_t depth) {
  static const mr_event_property *top[NODES];
  uint32_t next = 0;
  for (uint32_t i = 0; i < count; i++) {
    top[i] = &nodes[next];
    next = grow(&nodes[next], next + 1, width, depth);
  }
  types[0] = (mr_event_type){
      .struct_size = sizeof types[0], .id = MR_LITERAL("tree"), .name = MR_LITERAL("Tree"),
      .version = MR_LITERAL("1.0.0"), .priority = 50, .property_count = count, .properties = top,
  };
  type_list[0] = &types[0];
  tree = (mr_event_types){sizeof tree, 1, type_list};
}

static int is(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* Null where there is no tree of this name. */
const mr_event_types *named_tree(const char *name) {
  plant(3, 2, 1);
  if (is(name, "sound")) return &tree;
  if (is(name, "deepest")) return plant(1, 1, 4), &tree;
  if (is(name, "too deep")) return plant(1, 1, 5), &tree;
  if (is(name, "most")) return plant(256, 0, 0), &tree;
  if (is(name, "one more")) return plant(2, 127, 1), grow(&nodes[300], 301, 0, 0), types[0].property_count = 3,
                                   ((const mr_event_property **)types[0].properties)[2] = &nodes[300], &tree;
  if (is(name, "million")) return types[0].property_count = 1000000, &tree;
  if (is(name, "cycle")) return children[0][1] = &nodes[0], &tree;
  if (is(name, "wide cycle")) {
    for (uint32_t i = 0; i < CHILDREN; i++) children[0][i] = &nodes[0];
    return nodes[0].property_count = CHILDREN, &tree;
  }
  if (is(name, "null property")) return children[0][1] = NULL, &tree;
  if (is(name, "null properties")) return nodes[0].properties = NULL, &tree;
  if (is(name, "short property")) return nodes[1].struct_size = 71, &tree;
  if (is(name, "unknown type")) return nodes[1].type = 6, &tree;
  if (is(name, "no type")) return nodes[1].type = 0, &tree;
  if (is(name, "unknown flag")) return nodes[1].flags = 8, &tree;
  if (is(name, "empty object")) return nodes[1].type = MR_PROPERTY_OBJECT, &tree;
  if (is(name, "text with properties")) return nodes[0].type = MR_PROPERTY_TEXT, &tree;
  if (is(name, "same key")) return nodes[2].key = nodes[1].key, &tree;
  if (is(name, "same key elsewhere")) return nodes[1].key = nodes[0].key, &tree;
  if (is(name, "bad key")) return nodes[1].key = mr_string("Sku"), &tree;
  if (is(name, "no key")) return nodes[1].key = mr_string(""), &tree;
  if (is(name, "endless key")) return nodes[1].key.length = UINT64_MAX, &tree;
  if (is(name, "null key")) return nodes[1].key.data = NULL, &tree;
  if (is(name, "bad UTF-8")) return nodes[1].name = mr_string("\xC3("), &tree;
  if (is(name, "no type at all")) return type_list[0] = NULL, &tree;
  if (is(name, "no types")) return tree.types = NULL, &tree;
  if (is(name, "short type")) return types[0].struct_size = 135, &tree;
  if (is(name, "short types")) return tree.struct_size = 8, &tree;
  if (is(name, "many types")) return tree.count = 257, &tree;
  if (is(name, "same type")) return tree.count = 2, type_list[1] = &types[0], &tree;
  if (is(name, "bad id")) return types[0].id = mr_string("a_b"), &tree;
  if (is(name, "type flag")) return types[0].flags = 1, &tree;
  return NULL;
}

/* ---- By a seed ---------------------------------------------------------------------------------------------------- */

static uint64_t state;
static uint32_t pick(uint32_t below) {
  uint64_t z = (state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return (uint32_t)((z ^ (z >> 31)) >> 16) % below;
}

/* Memory that any text with a length below 4,097 may lie in. */
static char noise[8192];

static mr_text random_text(void) {
  static const uint64_t lengths[] = {0, 1, 64, 65, 200, 201, 1000, 1001, 4000, 4001, UINT32_MAX, UINT64_MAX};
  switch (pick(8)) {
  case 0: return mr_make_text(NULL, pick(2));
  case 1: return mr_make_text(noise + pick(4000), pick(100));
  case 2: return mr_make_text(noise + pick(4000), lengths[pick(MR_COUNT_OF(lengths))]);
  case 3: return mr_string("\xE2\x82\xAC \"\\\n\x7F");
  default: return mr_string("Name");
  }
}

static int rarely(uint32_t odds) { return pick(odds) == 0; }

static void deface(mr_event_property *node) {
  switch (pick(8)) {
  case 0: node->struct_size = pick(200); break;
  case 1: node->type = pick(8); break;
  case 2: node->flags = pick(16); break;
  case 3: node->property_count = pick(300); break;
  case 4: node->key = random_text(); break;
  case 5: node->name = random_text(); break;
  case 6: node->description = random_text(); break;
  default: node->properties = rarely(2) ? NULL : children[pick(NODES)]; break;
  }
}

/* Sound in about one of four. */
const mr_event_types *random_tree(uint64_t seed) {
  state = seed;
  if (!noise[0]) {
    for (uint32_t i = 0; i < sizeof noise; i++) noise[i] = (char)(pick(3) ? 'a' + pick(26) : 1 + pick(255));
  }
  memset(children, 0, sizeof children[0] * 64);
  plant(1 + pick(6), 1 + pick(3), pick(3));
  for (uint32_t i = pick(3); i > 0; i--) deface(&nodes[pick(24)]);
  for (uint32_t i = pick(2); i > 0; i--) children[pick(8)][pick(4)] = rarely(3) ? NULL : &nodes[pick(24)];
  mr_event_type *type = &types[0];
  switch (pick(12)) {
  case 0: type->struct_size = pick(300); break;
  case 1: type->flags = pick(4); break;
  case 2: type->id = random_text(); break;
  case 3: type->name = random_text(); break;
  case 4: type->icon = random_text(); break;
  case 5: type->version = random_text(); break;
  case 6: type->description = random_text(); break;
  case 7: type->property_count = pick(400); break;
  case 8: type->priority = pick(200), type->retention_days = pick(50000); break;
  default: break;
  }
  switch (pick(16)) {
  case 0: tree.count = pick(300); break;
  case 1: tree.struct_size = pick(40); break;
  case 2: tree.types = NULL; break;
  case 3: tree.count = 2, type_list[1] = &types[1], types[1] = types[0]; break;
  default: break;
  }
  return &tree;
}

/* ---- That change --------------------------------------------------------------------------------------------------- */

static atomic_int changing;
static pthread_t changer;

static void *change(void *unused) {
  volatile mr_event_property *node = nodes;
  volatile char *key = keys[1];
  (void)unused;
  while (atomic_load(&changing)) {
    node[1].key.length = 3, node[0].property_count = 3, node[2].name.length = 5, key[0] = '"', node[1].struct_size = 0;
    node[1].key.length = 2, node[0].property_count = 2, node[2].name.length = 4, key[0] = 'k', node[1].struct_size = 72;
  }
  return NULL;
}

/* A sound tree that a thread changes until stop_changing. */
const mr_event_types *changing_tree(void) {
  plant(3, 3, 1);
  atomic_store(&changing, 1);
  pthread_create(&changer, NULL, change, NULL);
  return &tree;
}

void stop_changing(void) {
  atomic_store(&changing, 0);
  pthread_join(changer, NULL);
}

/* ---- A plugin ------------------------------------------------------------------------------------------------------ */

#ifndef ROGUE_NAME
#define ROGUE_NAME "sound"
#endif
static const void *get_extension(const char *id) { return strcmp(id, MR_EVENT_TYPES) == 0 ? named_tree(ROGUE_NAME) : NULL; }
static const mr_plugin plugin = {
    .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("trees"), .name = MR_LITERAL("Trees"),
    .version = MR_LITERAL("1.2.3"), .description = MR_LITERAL("a test"), .vendor = MR_LITERAL("Millrace"),
    .get_extension = get_extension,
};
MR_PLUGIN(plugin);
