import Foundation

/// Plugins for these tests, compiled from C once a process.
enum TestPlugins {
  static let folder = Result { try compile() }

  private static func compile() throws -> URL {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = FileManager.default.temporaryDirectory.appending(path: "test-plugins-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, source) in [
      "word": word, "first": first, "shape": shape, "sealed": sealed, "visits": visits, "hold": hold, "mend": mend,
    ] {
      let file = folder.appending(path: "\(name).c")
      try source.write(to: file, atomically: true, encoding: .utf8)
      let compiler = Process()
      compiler.executableURL = URL(filePath: "/usr/bin/cc")
      compiler.arguments = [
        "-std=c11", "-shared", "-fPIC", "-I\(root.path())/SDK/include", file.path(), "-o",
        folder.appending(path: "\(name).so").path(),
      ]
      try compiler.run()
      compiler.waitUntilExit()
      guard compiler.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }
    try "no plugin".write(to: folder.appending(path: "broken.so"), atomically: true, encoding: .utf8)
    return folder
  }

  /// Does what the field `do` says: drop, reject, twice (derives a row of another e-mail), crash; greets all others.
  private static let word = """
    #include <millrace/rows.h>
    #include <signal.h>

    static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
      (void)host; (void)config; (void)error;
      *self = malloc(1);
      return MR_OK;
    }

    static int32_t process(void *self, mr_batch *batch, mr_error *error) {
      mr_field word = mr_find(batch, mr_string("do")), greeting = mr_find(batch, mr_string("greeting"));
      (void)self; (void)error;
      MR_EACH_KEPT(row, batch) {
        mr_text text = {"", 0};
        mr_get_text(&word, row, &text);
        if (mr_equal(text, mr_string("drop"))) MR_TRY(mr_drop(batch, row, "asked for"));
        if (mr_equal(text, mr_string("reject"))) MR_TRY(mr_reject(batch, row, 7, mr_string("do"), "asked for"));
        if (mr_equal(text, mr_string("crash"))) raise(SIGSEGV);
        MR_TRY(mr_set_text(&greeting, row, mr_string("hello")));
        if (mr_equal(text, mr_string("twice"))) {
          uint32_t derived;
          uint64_t offset;
          uint8_t *bytes = batch->allocate(batch, 15, &offset);
          memcpy(bytes, "twin@example.eu", 15);
          mr_cell cell = {MR_TEXT, MR_CELL_OUTPUT, 0, 15, {.offset = offset}};
          MR_TRY(batch->derive_row(batch, row, &derived));
          MR_TRY(batch->set_derived(batch, derived, mr_string("email"), &cell));
        }
      }
      return MR_OK;
    }

    static const mr_processor processor = {
      .struct_size = sizeof processor, .flags = MR_PURE, .id = MR_LITERAL("word"), .name = MR_LITERAL("Word"),
      .description = MR_LITERAL("Does what a field says."),
      .config_schema = MR_LITERAL("{\\"type\\":\\"object\\",\\"additionalProperties\\":false,\\"properties\\":{"
        "\\"loud\\":{\\"type\\":\\"boolean\\"},\\"words\\":{\\"type\\":\\"array\\",\\"items\\":{\\"type\\":\\"string\\"}}}}"),
      .create = create, .process = process, .destroy = free,
    };
    static const mr_processor *const processors[] = {&processor};
    static const mr_plugin plugin = {
      .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("word"), .name = MR_LITERAL("Word"),
      .version = MR_LITERAL("1.0.0"), .description = MR_LITERAL("For tests."), .vendor = MR_LITERAL("Millrace"),
      .processor_count = 1, .processors = processors,
    };
    MR_PLUGIN(plugin);
    """

  /// Corrects the domain `gmial.com`, and writes addresses in lower case.
  private static let mend = """
    #include <millrace/rows.h>

    static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
      (void)host; (void)config; (void)error;
      *self = malloc(1);
      return MR_OK;
    }

    static int32_t process(void *self, mr_batch *batch, mr_error *error) {
      mr_field email = mr_find(batch, mr_string("email"));
      (void)self; (void)error;
      MR_EACH_KEPT(row, batch) {
        mr_text text;
        if (!mr_get_text(&email, row, &text)) continue;
        if (mr_equal(text, mr_string("ann@gmial.com"))) MR_TRY(mr_set_text(&email, row, mr_string("ann@gmail.com")));
        if (mr_equal(text, mr_string("Cleo@example.com"))) MR_TRY(mr_set_text(&email, row, mr_string("cleo@example.com")));
      }
      return MR_OK;
    }

    static const mr_processor processor = {
      .struct_size = sizeof processor, .flags = MR_PURE, .id = MR_LITERAL("mend"), .name = MR_LITERAL("Mend"),
      .description = MR_LITERAL("Mends addresses."),
      .config_schema = MR_LITERAL("{\\"type\\":\\"object\\"}"),
      .create = create, .process = process, .destroy = free,
    };
    static const mr_processor *const processors[] = {&processor};
    static const mr_plugin plugin = {
      .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("mend"), .name = MR_LITERAL("Mend"),
      .version = MR_LITERAL("1.0.0"), .description = MR_LITERAL("For tests."), .vendor = MR_LITERAL("Millrace"),
      .processor_count = 1, .processors = processors,
    };
    MR_PLUGIN(plugin);
    """

  /// Keeps every other row it ever saw, so it has a memory.
  private static let first = """
    #include <millrace/rows.h>

    static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
      (void)host; (void)config; (void)error;
      *self = calloc(1, sizeof(uint64_t));
      return MR_OK;
    }

    static int32_t process(void *self, mr_batch *batch, mr_error *error) {
      uint64_t *seen = self;
      (void)error;
      MR_EACH_KEPT(row, batch) {
        if ((*seen)++ % 2) MR_TRY(mr_drop(batch, row, "every other"));
      }
      return MR_OK;
    }

    static const mr_processor processor = {
      .struct_size = sizeof processor, .id = MR_LITERAL("every-other"), .name = MR_LITERAL("Every other"),
      .description = MR_LITERAL("Keeps every other row."), .config_schema = MR_LITERAL("{\\"type\\":\\"object\\"}"),
      .create = create, .process = process, .destroy = free,
    };
    static const mr_processor *const processors[] = {&processor};
    static const mr_plugin plugin = {
      .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("every-other"),
      .name = MR_LITERAL("Every other"), .version = MR_LITERAL("1.0.0"), .description = MR_LITERAL("For tests."),
      .vendor = MR_LITERAL("Millrace"), .processor_count = 1, .processors = processors,
    };
    MR_PLUGIN(plugin);
    """

  /// Has a secret and a file in its configuration.
  private static let sealed = """
    #include <millrace/rows.h>

    static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
      (void)host; (void)config; (void)error;
      *self = malloc(1);
      return MR_OK;
    }

    static int32_t process(void *self, mr_batch *batch, mr_error *error) {
      (void)self; (void)batch; (void)error;
      return MR_OK;
    }

    static const mr_processor processor = {
      .struct_size = sizeof processor, .flags = MR_PURE, .id = MR_LITERAL("sealed"), .name = MR_LITERAL("Sealed"),
      .description = MR_LITERAL("Does nothing."),
      .config_schema = MR_LITERAL("{\\"type\\":\\"object\\",\\"properties\\":{"
        "\\"key\\":{\\"type\\":\\"string\\",\\"minLength\\":16,\\"x-millrace-secret\\":true},"
        "\\"tables\\":{\\"type\\":\\"array\\",\\"items\\":"
        "{\\"type\\":\\"string\\",\\"x-millrace-file\\":true}}}}"),
      .create = create, .process = process, .destroy = free,
    };
    static const mr_processor *const processors[] = {&processor};
    static const mr_plugin plugin = {
      .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("sealed"), .name = MR_LITERAL("Sealed"),
      .version = MR_LITERAL("1.0.0"), .description = MR_LITERAL("For tests."), .vendor = MR_LITERAL("Millrace"),
      .processor_count = 1, .processors = processors,
    };
    MR_PLUGIN(plugin);
    """

  /// Holds rows back to the end, and knows nothing of them then but their names.
  private static let hold = """
    #include <millrace/rows.h>

    static char names[16][64];
    static uint32_t lengths[16], count;

    static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
      (void)host; (void)config; (void)error;
      *self = malloc(1);
      return MR_OK;
    }

    static int32_t process(void *self, mr_batch *batch, mr_error *error) {
      mr_field name = mr_find(batch, mr_string("firstName"));
      (void)self; (void)error;
      MR_EACH_KEPT(row, batch) {
        mr_text text = {"", 0};
        if (!mr_get_text(&name, row, &text) || text.length > 64 || count == 16) continue;
        memcpy(names[count], text.data, text.length);
        lengths[count++] = (uint32_t)text.length;
        MR_TRY(mr_drop(batch, row, "later"));
      }
      return MR_OK;
    }

    static int32_t finish(void *self, mr_batch *batch, mr_error *error) {
      (void)self; (void)error;
      for (uint32_t i = 0; i < count; i++) {
        uint32_t derived;
        uint64_t offset;
        MR_TRY(batch->derive_row(batch, MR_NO_PARENT, &derived));
        memcpy(batch->allocate(batch, lengths[i], &offset), names[i], lengths[i]);
        mr_cell cell = {MR_TEXT, MR_CELL_OUTPUT, 0, lengths[i], {.offset = offset}};
        MR_TRY(batch->set_derived(batch, derived, mr_string("firstName"), &cell));
      }
      return MR_OK;
    }

    static const mr_processor processor = {
      .struct_size = sizeof processor, .id = MR_LITERAL("hold"), .name = MR_LITERAL("Hold"),
      .description = MR_LITERAL("Holds rows back."), .config_schema = MR_LITERAL("{\\"type\\":\\"object\\"}"),
      .create = create, .process = process, .finish = finish, .destroy = free,
    };
    static const mr_processor *const processors[] = {&processor};
    static const mr_plugin plugin = {
      .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("hold"), .name = MR_LITERAL("Hold"),
      .version = MR_LITERAL("1.0.0"), .description = MR_LITERAL("For tests."), .vendor = MR_LITERAL("Millrace"),
      .processor_count = 1, .processors = processors,
    };
    MR_PLUGIN(plugin);
    """

  /// Forgets the field that says when Iterable changed a record, and derives as many rows of it as `copies` says.
  private static let shape = """
    #include <millrace/rows.h>

    static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
      (void)host; (void)config; (void)error;
      *self = malloc(1);
      return MR_OK;
    }

    static int32_t process(void *self, mr_batch *batch, mr_error *error) {
      mr_field copies = mr_find(batch, mr_string("copies"));
      (void)self; (void)error;
      MR_EACH_KEPT(row, batch) {
        int64_t count = 0;
        uint32_t derived;
        mr_get_int(&copies, row, &count);
        while (count-- > 0) MR_TRY(mr_derive(batch, row, &derived));
      }
      return mr_remove(batch, mr_string("profileUpdatedAt"));
    }

    static const mr_processor processor = {
      .struct_size = sizeof processor, .flags = MR_PURE, .id = MR_LITERAL("shape"), .name = MR_LITERAL("Shape"),
      .description = MR_LITERAL("Forgets and copies."), .config_schema = MR_LITERAL("{\\"type\\":\\"object\\"}"),
      .create = create, .process = process, .destroy = free,
    };
    static const mr_processor *const processors[] = {&processor};
    static const mr_plugin plugin = {
      .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("shape"), .name = MR_LITERAL("Shape"),
      .version = MR_LITERAL("1.0.0"), .description = MR_LITERAL("For tests."), .vendor = MR_LITERAL("Millrace"),
      .processor_count = 1, .processors = processors,
    };
    MR_PLUGIN(plugin);
    """

  /// Offers an event type, refuses visits to nowhere, and crashes or does what no judge may on others.
  private static let visits = """
    #include <millrace/events.h>
    #include <signal.h>

    static const mr_event_property *const properties[] = {
      MR_PROPERTY(TEXT, "place", "Place", "", MR_PROPERTY_REQUIRED),
      MR_PROPERTY(NUMBER, "minutes", "Minutes", "", 0),
      MR_PROPERTY(DATE_TIME, "left", "Left", "", 0),
    };

    static int32_t validate(void *context, mr_batch *batch, mr_error *error) {
      mr_field place = mr_find(batch, mr_string("place"));
      (void)context, (void)error;
      MR_EACH_KEPT(row, batch) {
        mr_text text = {"", 0};
        mr_get_text(&place, row, &text);
        if (mr_equal(text, mr_string("nowhere"))) MR_TRY(mr_reject(batch, row, 3, place.name, "there is no such place"));
        if (mr_equal(text, mr_string("crash"))) raise(SIGSEGV);
        if (mr_equal(text, mr_string("lie"))) MR_TRY(mr_drop(batch, row, "away with it"));
      }
      return MR_OK;
    }

    static const mr_event_type type = {
      MR_EVENT_TYPE(properties), .id = MR_LITERAL("visit"), .name = MR_LITERAL("Visit"), .version = MR_LITERAL("1.0.0"),
      .description = MR_LITERAL("Somebody came."), .icon = MR_LITERAL("door"), .priority = 50, .validate = validate,
    };
    static const mr_event_type *const types[] = {&type};
    static const mr_event_types event_types = MR_EVENT_TYPES_OF(types);
    static const void *get_extension(const char *id) { return mr_event_types_for(id, &event_types); }
    static const mr_plugin plugin = {
      .struct_size = sizeof plugin, .abi_minor = MR_ABI_MINOR, .id = MR_LITERAL("visits"), .name = MR_LITERAL("Visits"),
      .version = MR_LITERAL("1.0.0"), .description = MR_LITERAL("For tests."), .vendor = MR_LITERAL("Millrace"),
      .get_extension = get_extension,
    };
    MR_PLUGIN(plugin);
    """
}
