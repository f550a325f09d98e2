// The plugin ABI in Swift. Compile this file together with your own, which declares what the plugin offers:
//
//     let plugin = Plugin(id: "upper", …, processors: [ProcessorFacts(Upper.self, id: "upper", …)])
//
// What a processor throws becomes the status and the error of the call. Values are bytes of the batch, valid until
// process() returns; a String is made only where you ask for one. No Foundation is needed.

import CMillrace

/// A processor: one instance works for one goal of one run.
protocol Processor: AnyObject {
  /// Reads the validated configuration, defaults filled in.
  init(config: JSON) throws
  /// Works on one batch, on one thread at a time.
  func process(_ batch: Batch) throws
  /// After the last batch: rows that were held back are given with `derive`.
  func finish(_ batch: Batch) throws
}

extension Processor {
  func finish(_ batch: Batch) throws {}
}

/// What a processor throws to give its users a message. It must not repeat values of a record.
struct PluginError: Error {
  var message: String
  var code: UInt32 = 0
  var status: Int32 = MR_ERROR
}

func check(_ status: Int32) throws {
  guard status != MR_OK else { return }
  let message = status == MR_OUT_OF_MEMORY ? "the batch's output memory is used up" : "no such row, field or kind"
  throw PluginError(message: message, status: status)
}

// MARK: - Configuration and nested values

/// One JSON value, a view of the text it was read from.
struct JSON {
  var raw: mr_json

  init(_ raw: mr_json) { self.raw = raw }
  init(bytes: UnsafeRawBufferPointer) { raw = mr_json_read(mr_text(bytes)) }

  subscript(name: String) -> JSON { JSON(mr_json_get(raw, name)) }
  var exists: Bool { raw.kind != MR_ABSENT }
  var bool: Bool? { raw.kind == MR_BOOL ? mr_json_is_true(raw) != 0 : nil }
  var int: Int64? { raw.kind == MR_INT ? mr_json_int(raw) : nil }
  var double: Double? { raw.kind == MR_INT || raw.kind == MR_DOUBLE ? mr_json_double(raw) : nil }
  var string: String? {
    guard raw.kind == MR_TEXT else { return nil }
    return String(unsafeUninitializedCapacity: Int(raw.raw.length)) { buffer in
      guard let memory = buffer.baseAddress else { return 0 }
      return memory.withMemoryRebound(to: CChar.self, capacity: buffer.count) { Int(mr_json_unescape(raw, $0)) }
    }
  }
  /// The items of a list; empty for anything else.
  var items: [JSON] {
    var cursor = mr_json_open(raw)
    var item = mr_json()
    var items: [JSON] = []
    while cursor.in_object == 0, mr_json_next(&cursor, nil, &item) != 0 { items.append(JSON(item)) }
    return items
  }
}

// MARK: - Batches

extension mr_text {
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(data: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), length: UInt64(bytes.count))
  }
  /// Static text.
  init(_ text: StaticString) {
    self = text.withUTF8Buffer { mr_text(UnsafeRawBufferPointer($0)) }
  }
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: data, count: Int(length)) }
}

extension String {
  init(_ text: mr_text) { self = String(decoding: text.bytes, as: UTF8.self) }
}

/// One field of one batch; the first write copies its column.
struct Field {
  private var raw: mr_field
  init(_ raw: mr_field) { self.raw = raw }

  var exists: Bool { raw.cells != nil }
  subscript(row: UInt32) -> mr_cell { withUnsafePointer(to: raw) { mr_at($0, row).pointee } }
  func text(_ row: UInt32) -> UnsafeRawBufferPointer? {
    let cell = self[row]
    guard cell.kind == MR_TEXT else { return nil }
    return withUnsafePointer(to: cell) { mr_bytes(raw.batch, $0).bytes }
  }
  func double(_ row: UInt32) -> Double? {
    let cell = self[row]
    return cell.kind == MR_DOUBLE ? cell.as.number : cell.kind == MR_INT ? Double(cell.as.integer) : nil
  }

  mutating func set(_ row: UInt32, _ cell: mr_cell) throws { try check(mr_set(&raw, row, cell)) }
  mutating func set(_ row: UInt32, text: UnsafeRawBufferPointer) throws {
    try check(mr_set_text(&raw, row, mr_text(text)))
  }
  mutating func set(_ row: UInt32, text: String) throws {
    var text = text
    try text.withUTF8 { try set(row, text: UnsafeRawBufferPointer($0)) }
  }
}

struct Batch {
  let raw: UnsafeMutablePointer<mr_batch>

  var rowCount: UInt32 { raw.pointee.row_count }
  /// The rows that no step has dropped or rejected.
  var keptRows: some Sequence<UInt32> { (0..<rowCount).lazy.filter { raw.pointee.row_states[Int($0)] == MR_ROW_KEPT } }
  /// The names of the fields that the batch has now.
  var fieldNames: [mr_text] { (0..<Int(raw.pointee.column_count)).map { raw.pointee.columns[$0]!.pointee.name } }

  func field(_ name: StaticString) -> Field { Field(mr_find(raw, mr_text(name))) }
  /// `name` must outlive the field.
  func field(_ name: mr_text) -> Field { Field(mr_find(raw, name)) }
  func remove(_ name: mr_text) throws { try check(mr_remove(raw, name)) }
  func rename(_ name: mr_text, to newName: mr_text) throws { try check(mr_rename(raw, name, newName)) }
  func drop(_ row: UInt32, reason: StaticString) throws {
    try check(raw.pointee.drop_row(raw, row, mr_text(reason)))
  }
  func reject(_ row: UInt32, code: UInt32, field: StaticString, reason: StaticString) throws {
    try reject(row, code: code, field: mr_text(field), reason: reason)
  }
  func reject(_ row: UInt32, code: UInt32, field: mr_text, reason: StaticString) throws {
    try check(raw.pointee.reject_row(raw, row, code, field, mr_text(reason)))
  }
  /// The handle of a new row that starts as a copy of `parent`, or empty.
  func derive(_ parent: UInt32? = nil) throws -> UInt32 {
    var derived: UInt32 = 0
    try check(mr_derive(raw, parent ?? .max, &derived))
    return derived
  }
  /// A cell of kind `MR_TEXT`, or of JSON text, with a copy of the text.
  func copy(_ text: String, kind: UInt32 = MR_TEXT) throws -> mr_cell {
    var cell = mr_cell()
    var text = text
    try text.withUTF8 { try check(mr_copy(raw, UInt8(kind), mr_text(UnsafeRawBufferPointer($0)), &cell)) }
    return cell
  }
  func setDerived(_ derived: UInt32, _ name: StaticString, _ cell: mr_cell) throws {
    try check(mr_set_derived(raw, derived, mr_text(name), cell))
  }
}

// MARK: - Declaring

/// What a plugin says about one of its processors.
struct ProcessorFacts: @unchecked Sendable {
  let type: any Processor.Type
  let descriptor: mr_processor

  /// `schema` is the JSON Schema of the configuration.
  init(
    _ type: any Processor.Type, id: StaticString, name: StaticString, description: StaticString,
    schema: StaticString, flags: UInt32 = 0
  ) {
    self.type = type
    descriptor = mr_processor(
      struct_size: UInt32(MemoryLayout<mr_processor>.size), flags: flags, id: mr_text(id), name: mr_text(name),
      description: mr_text(description), config_schema: mr_text(schema), create: nil, process: runProcess,
      finish: runFinish, destroy: { Unmanaged<Instance>.fromOpaque($0!).release() }, get_extension: nil)
  }
}

/// What a plugin says about itself. Its descriptors live as long as the process.
struct Plugin: @unchecked Sendable {
  let types: [any Processor.Type]
  let descriptor: UnsafePointer<mr_plugin>
  fileprivate let eventTypes: UnsafePointer<mr_event_types>?

  init(
    id: StaticString, name: StaticString, version: StaticString, description: StaticString, vendor: StaticString,
    processors: [ProcessorFacts] = [], eventTypes: [EventTypeFacts] = []
  ) {
    precondition(processors.count <= creators.count, "a Swift plugin has at most \(creators.count) processors")
    types = processors.map(\.type)
    let list = UnsafeMutablePointer<UnsafePointer<mr_processor>?>.allocate(capacity: processors.count)
    for (index, facts) in processors.enumerated() {
      let processor = UnsafeMutablePointer<mr_processor>.allocate(capacity: 1)
      processor.initialize(to: facts.descriptor)
      processor.pointee.create = creators[index]
      (list + index).initialize(to: processor)
    }
    let plugin = UnsafeMutablePointer<mr_plugin>.allocate(capacity: 1)
    plugin.initialize(
      to: mr_plugin(
        struct_size: UInt32(MemoryLayout<mr_plugin>.size), abi_minor: MR_ABI_MINOR, id: mr_text(id),
        name: mr_text(name), version: mr_text(version), description: mr_text(description), vendor: mr_text(vendor),
        processor_count: UInt32(processors.count), reserved: 0, processors: list, get_extension: answerExtension))
    descriptor = UnsafePointer(plugin)
    self.eventTypes = eventTypes.isEmpty ? nil : EventTypeFacts.describe(eventTypes)
  }
}

private func answerExtension(_ id: UnsafePointer<CChar>?) -> UnsafeRawPointer? {
  guard let id, String(cString: id) == MR_EVENT_TYPES else { return nil }
  return plugin.eventTypes.map { UnsafeRawPointer($0) }
}

// MARK: - Timeline event types

/// What a plugin does with events of one type; see `millrace/event_types.h` for the fields of a batch of events.
protocol EventFunctions {
  /// Rejects events that are not as they should be.
  static func validate(_ events: Batch) throws
  /// Writes the field `@summary`: each event in one line.
  static func summarise(_ events: Batch) throws
}

extension EventFunctions {
  static func validate(_ events: Batch) throws {}
  static func summarise(_ events: Batch) throws {}
}

/// What a plugin says about one property of an event.
struct PropertyFacts {
  enum Kind {
    case text, number, decimal, dateTime
    case object([PropertyFacts])
  }
  struct Flags: OptionSet {
    let rawValue: UInt32
    static let required = Flags(rawValue: MR_PROPERTY_REQUIRED)
    static let multiple = Flags(rawValue: MR_PROPERTY_MULTIPLE)
    static let sensitive = Flags(rawValue: MR_PROPERTY_SENSITIVE)
  }

  fileprivate let descriptor: mr_event_property

  init(
    _ key: StaticString, _ kind: Kind, name: StaticString = "", description: StaticString = "", flags: Flags = []
  ) {
    var properties: [PropertyFacts] = []
    let type: UInt32
    switch kind {
    case .text: type = MR_PROPERTY_TEXT
    case .number: type = MR_PROPERTY_NUMBER
    case .decimal: type = MR_PROPERTY_DECIMAL
    case .dateTime: type = MR_PROPERTY_DATE_TIME
    case .object(let inner): (type, properties) = (MR_PROPERTY_OBJECT, inner)
    }
    descriptor = mr_event_property(
      struct_size: UInt32(MemoryLayout<mr_event_property>.size), type: type, flags: flags.rawValue,
      property_count: UInt32(properties.count), key: mr_text(key), name: mr_text(name),
      description: mr_text(description), properties: pointers(to: properties.map(\.descriptor)))
  }
}

/// What a plugin says about one of its event types.
struct EventTypeFacts {
  fileprivate let descriptor: mr_event_type

  /// `retentionDays` is 0 for ever; `functions` may be left out.
  init(
    id: StaticString, name: StaticString, version: StaticString, description: StaticString = "",
    icon: StaticString = "", priority: UInt32 = 50, retentionDays: UInt32 = 0, properties: [PropertyFacts] = [],
    functions: (any EventFunctions.Type)? = nil
  ) {
    descriptor = mr_event_type(
      struct_size: UInt32(MemoryLayout<mr_event_type>.size), flags: 0, id: mr_text(id), name: mr_text(name),
      description: mr_text(description), icon: mr_text(icon), version: mr_text(version), priority: priority,
      retention_days: retentionDays, property_count: UInt32(properties.count), reserved: 0,
      properties: pointers(to: properties.map(\.descriptor)),
      context: functions.map { Unmanaged.passRetained(Functions($0)).toOpaque() },
      validate: functions == nil ? nil : runValidate, summarise: functions == nil ? nil : runSummarise)
  }

  fileprivate static func describe(_ types: [EventTypeFacts]) -> UnsafePointer<mr_event_types> {
    let made = UnsafeMutablePointer<mr_event_types>.allocate(capacity: 1)
    made.initialize(
      to: mr_event_types(
        struct_size: UInt32(MemoryLayout<mr_event_types>.size), count: UInt32(types.count),
        types: pointers(to: types.map(\.descriptor))))
    return UnsafePointer(made)
  }
}

private final class Functions {
  let type: any EventFunctions.Type
  init(_ type: any EventFunctions.Type) { self.type = type }
}

private func runValidate(
  _ context: UnsafeMutableRawPointer?, _ batch: UnsafeMutablePointer<mr_batch>?,
  _ error: UnsafeMutablePointer<mr_error>?
) -> Int32 {
  guarded(error) {
    try Unmanaged<Functions>.fromOpaque(context!).takeUnretainedValue().type.validate(Batch(raw: batch!))
  }
}

private func runSummarise(
  _ context: UnsafeMutableRawPointer?, _ batch: UnsafeMutablePointer<mr_batch>?,
  _ error: UnsafeMutablePointer<mr_error>?
) -> Int32 {
  guarded(error) {
    try Unmanaged<Functions>.fromOpaque(context!).takeUnretainedValue().type.summarise(Batch(raw: batch!))
  }
}

/// Pointers to copies that live as long as the process.
private func pointers<T>(to values: [T]) -> UnsafeMutablePointer<UnsafePointer<T>?>? {
  if values.isEmpty { return nil }
  let list = UnsafeMutablePointer<UnsafePointer<T>?>.allocate(capacity: values.count)
  for (index, value) in values.enumerated() {
    let copy = UnsafeMutablePointer<T>.allocate(capacity: 1)
    copy.initialize(to: value)
    (list + index).initialize(to: UnsafePointer(copy))
  }
  return list
}

// MARK: - Calls

private final class Instance {
  let processor: any Processor
  init(_ processor: any Processor) { self.processor = processor }
}

private typealias Create =
  @convention(c) (
    UnsafePointer<mr_host>?, mr_text, UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafeMutablePointer<mr_error>?
  ) -> Int32

/// `create` is told nothing but the configuration, and a C function captures nothing: one function a processor.
private let creators: [Create] = [
  { create(0, $1, $2, $3) }, { create(1, $1, $2, $3) }, { create(2, $1, $2, $3) }, { create(3, $1, $2, $3) },
  { create(4, $1, $2, $3) }, { create(5, $1, $2, $3) }, { create(6, $1, $2, $3) }, { create(7, $1, $2, $3) },
]

private func create(
  _ index: Int, _ config: mr_text, _ instance: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  _ error: UnsafeMutablePointer<mr_error>?
) -> Int32 {
  guarded(error) {
    let processor = try plugin.types[index].init(config: JSON(bytes: config.bytes))
    instance!.pointee = Unmanaged.passRetained(Instance(processor)).toOpaque()
  }
}

private func runProcess(
  _ instance: UnsafeMutableRawPointer?, _ batch: UnsafeMutablePointer<mr_batch>?,
  _ error: UnsafeMutablePointer<mr_error>?
) -> Int32 {
  guarded(error) {
    try Unmanaged<Instance>.fromOpaque(instance!).takeUnretainedValue().processor.process(Batch(raw: batch!))
  }
}

private func runFinish(
  _ instance: UnsafeMutableRawPointer?, _ batch: UnsafeMutablePointer<mr_batch>?,
  _ error: UnsafeMutablePointer<mr_error>?
) -> Int32 {
  guarded(error) {
    try Unmanaged<Instance>.fromOpaque(instance!).takeUnretainedValue().processor.finish(Batch(raw: batch!))
  }
}

private func guarded(_ out: UnsafeMutablePointer<mr_error>?, _ body: () throws -> Void) -> Int32 {
  do {
    try body()
    return MR_OK
  } catch {
    let failure = error as? PluginError ?? PluginError(message: "\(type(of: error))")
    out!.pointee.code = failure.code
    withUnsafeMutableBytes(of: &out!.pointee.message) { message in
      let text = Array(failure.message.utf8)
      var length = min(text.count, message.count - 1)
      while length < text.count, text[length] & 0xC0 == 0x80 { length -= 1 }  // not within a character
      message.copyBytes(from: text.prefix(length))
      message[length] = 0
    }
    return failure.status == MR_OK ? MR_ERROR : failure.status
  }
}

@_cdecl("millrace_plugin_v1")
public func millracePlugin(
  _ host: UnsafePointer<mr_host>, _ out: UnsafeMutablePointer<UnsafePointer<mr_plugin>?>,
  _ error: UnsafeMutablePointer<mr_error>
) -> Int32 {
  mr_export_abi_major()
  out.pointee = plugin.descriptor
  return MR_OK
}
