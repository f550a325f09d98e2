import Records
import YAMLReading
import Yams

extension ForeignFunction {
  /// Reads `function`, `parameters` and `returns` of a processor or setup call. `kept` are the names of the setup calls'
  /// pointers so far; `keep` is told the name of this call's.
  static func read(_ reader: MappingReader, kept: [String?], isSetup: Bool, keep: (String) -> Void) -> ForeignFunction {
    let sentence = "The function's symbol in the library."
    let symbol = reader.optionalSymbol("function", sentence)
    if reader.value("function") == nil {
      reader.diagnostics.error(at: reader.node, "a call has a 'function'", hint: sentence)
    }
    if let node = reader.value("variadic", "Refused: a variadic function is not called.") {
      reader.diagnostics.error(at: node, ForeignType.variadic, hint: ForeignType.variadicHint)
    }
    let parameters = reader.list("parameters", "What is passed, in order.") { node -> Parameter? in
      if node.string == "..." { return ForeignType.read(node, reader.diagnostics).flatMap { _ in nil } }
      return MappingReader.read(node, as: "a parameter", reader.diagnostics) {
        Parameter.read($0, kept: kept)
      }.flatMap { $0 }
    }
    let returns = Return.read(reader, isSetup: isSetup, keep: keep)
    let function = ForeignFunction(
      symbol: symbol ?? "", position: (reader.value("function") ?? reader.node).position, parameters: parameters,
      returns: returns ?? .nothing)
    if !reader.diagnostics.hasErrors { function.check(reader, isSetup: isSetup) }
    return function
  }
}

// MARK: - Parameters

extension ForeignFunction.Parameter {
  fileprivate static func read(_ reader: MappingReader, kept: [String?]) -> ForeignFunction.Parameter? {
    let input = reader.value("in", "The type of what is passed to the function.")
    let output = reader.value("out", "The type of what the function puts where it is told.")
    let buffer = reader.value("buffer", "Bytes of memory that the function writes a text to.")
    switch [input, output, buffer].compactMap(\.self).count {
    case 1: break
    case 0:
      reader.diagnostics.error(
        at: reader.node, "a parameter is 'in', 'out' or 'buffer'",
        hint: "such as { in: text }, { out: text, ownership: free } or { buffer: 256 }")
      return nil
    default:
      reader.diagnostics.error(
        at: reader.node, "a parameter is one of 'in', 'out' and 'buffer'", hint: "remove the others")
      return nil
    }
    if let input { return ForeignType.read(input, reader.diagnostics).flatMap { readInput($0, reader, kept) } }
    if let output { return ForeignType.read(output, reader.diagnostics).flatMap { readOutput($0, output, reader) } }
    guard
      let capacity = reader.integer("buffer", "Bytes of memory that the function writes a text to.", in: 1...1_048_576)
    else { return nil }
    return .buffer(
      capacity: capacity,
      filled: reader.boolean(
        "filled", "Whether the field's value stands in the buffer before the call.", default: false),
      isIgnored: reader.isIgnored)
  }

  private static func readInput(_ type: ForeignType, _ reader: MappingReader, _ kept: [String?])
    -> ForeignFunction.Parameter?
  {
    let sources = ["value", "option", "size_of", "symbol", "kept"]
    let given = sources.filter { reader.names($0) }
    if given.count > 1 {
      reader.diagnostics.error(
        at: reader.node, "a parameter has one source, this has \(given.joined(separator: " and "))",
        hint: "without any it is the field's value")
      return nil
    }
    for source in sources where source != given.first { _ = reader.value(source, sentences[source]!) }
    switch given.first {
    case "value": return readConstant(type, reader)
    case "option": return readOption(type, reader)
    case "size_of": return readSize(type, reader)
    case "symbol": return reader.optionalSymbol("symbol", sentences["symbol"]!).map { .symbol($0) }.of(type, reader)
    case "kept": return readKept(reader, kept).of(type, reader)
    default: break
    }
    guard type != .pointer else {
      reader.diagnostics.error(
        at: reader.node, "a pointer is not made of a field's value",
        hint: "say what it is: 'kept: NAME', 'symbol: NAME' or 'value: null'; a pointer to text is 'in: text'")
      return nil
    }
    return .value(type, readPart(type, reader))
  }

  private static func readPart(_ type: ForeignType, _ reader: MappingReader) -> ForeignFunction.Part? {
    let keepsFront = reader.boolean(
      "keep_front", "With 'behind': what was not passed stands before the answer, as anna@ in an address.",
      default: false)
    guard
      let behind = reader.optionalText("behind", "Only what stands behind the last of this is passed, such as \"@\".")
    else {
      if keepsFront { reader.diagnostics.error(at: reader.node, "'keep_front' needs 'behind'") }
      return nil
    }
    if type != .text {
      reader.diagnostics.error(at: reader.value("behind")!, "only a text has a part 'behind' something")
    }
    return ForeignFunction.Part(behind: behind, keepsFront: keepsFront)
  }

  private static let sentences = [
    "value": "The same value in each call; null is a null pointer.",
    "option": "The option of the processor's configuration that is passed.",
    "size_of": "'value': the bytes of the field's text; 'buffer': the bytes of the buffer.",
    "symbol": "The address of something that the library exports.",
    "kept": "The pointer that a setup call kept under this name.",
  ]

  private static func readConstant(_ type: ForeignType, _ reader: MappingReader) -> ForeignFunction.Parameter? {
    guard let node = reader.value("value", sentences["value"]!) else {
      if type.isPointer { return .constant(type, .null) }
      reader.diagnostics.error(at: reader.node, "only a pointer or text can be null", hint: "write the number")
      return nil
    }
    return type.constant(in: node, reader.diagnostics).map { .constant(type, $0) }
  }

  private static func readOption(_ type: ForeignType, _ reader: MappingReader) -> ForeignFunction.Parameter? {
    let key = reader.requiredText("option", sentences["option"]!)
    let fallback = reader.value("default", "What the option is where it is not given; without it, it must be given.")
    let description = reader.text("description", "What the option means.", default: "")
    guard !key.isEmpty else { return nil }
    guard key.utf8.count <= 64, key.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil else {
      reader.diagnostics.error(at: reader.value("option")!, "an option is a word such as 'default_country'")
      return nil
    }
    guard !FunctionManifest.Processor.ownOptions.contains(key) else {
      reader.diagnostics.error(
        at: reader.value("option")!, "every processor has an option '\(key)' already", hint: "call it otherwise")
      return nil
    }
    guard type != .pointer else {
      reader.diagnostics.error(at: reader.node, "an option is a number or a text, not a pointer")
      return nil
    }
    let value = fallback.flatMap { type.constant(in: $0, reader.diagnostics) }
    return .option(type, ForeignFunction.Option(key: key, defaultValue: value, description: description))
  }

  private static func readSize(_ type: ForeignType, _ reader: MappingReader) -> ForeignFunction.Parameter? {
    guard type.isInteger else {
      reader.diagnostics.error(at: reader.node, "a size is a whole number", hint: "size_t is uint64")
      return nil
    }
    switch reader.requiredText("size_of", sentences["size_of"]!) {
    case "value": return .length(type)
    case "buffer": return .capacity(type)
    case let word:
      reader.diagnostics.error(
        at: reader.value("size_of")!, "'size_of' is value or buffer here",
        hint: Suggestion.question(for: word, among: ["value", "buffer"]))
      return nil
    }
  }

  private static func readKept(_ reader: MappingReader, _ kept: [String?]) -> ForeignFunction.Parameter? {
    let name = reader.requiredText("kept", sentences["kept"]!)
    if let place = kept.firstIndex(of: name) { return .kept(place, name: name) }
    let names = kept.compactMap(\.self)
    reader.diagnostics.error(
      at: reader.value("kept")!, "no setup call before keeps '\(name)'",
      hint: Suggestion.hint(for: name, among: names) ?? "add a call under 'setup' with 'returns: { keep: \(name) }'")
    return nil
  }

  private static func readOutput(_ type: ForeignType, _ node: Node, _ reader: MappingReader) -> ForeignFunction
    .Parameter?
  {
    let isIgnored = reader.isIgnored
    let ownership = ForeignFunction.Ownership.read(reader, of: type, isNeeded: !isIgnored)
    var role: ForeignFunction.OutRole = isIgnored ? .ignored : .result
    if let size = reader.value("size_of", "'result': the function puts there how many bytes its text has.") {
      guard size.string == "result", type.isInteger, !isIgnored else {
        reader.diagnostics.error(
          at: size, "'size_of' of an 'out' is result, of a whole number",
          hint: "such as { out: uint64, size_of: result }")
        return nil
      }
      role = .length
    }
    guard type != .pointer || isIgnored else {
      reader.diagnostics.error(
        at: node, "a pointer is nothing that a record can have", hint: "say 'ignored: true', or 'out: text'")
      return nil
    }
    return .out(type, ownership, role)
  }
}

extension ForeignFunction.Parameter? {
  /// Only a pointer, or a text, is the address of something.
  fileprivate func of(_ type: ForeignType, _ reader: MappingReader) -> ForeignFunction.Parameter? {
    if type.isPointer { return self }
    reader.diagnostics.error(at: reader.node, "an address is a pointer", hint: "write 'in: pointer'")
    return nil
  }
}

extension ForeignType {
  /// A constant of this type; nil where it is none, which is reported.
  fileprivate func constant(in node: Node, _ diagnostics: Diagnostics) -> JSONValue? {
    if let integers {
      if node.tag == Tag(.int), let number = node.int, integers.contains(Int64(number)) {
        return .integer(Int64(number))
      }
      diagnostics.error(
        at: node, "expected a whole number from \(integers.lowerBound) to \(integers.upperBound), this is \(node.kind)")
      return nil
    }
    if self == .double {
      let number = node.tag == Tag(.int) ? node.int.map(Double.init) : node.tag == Tag(.float) ? node.float : nil
      if let number, number.isFinite { return .number(number) }
      diagnostics.error(at: node, "expected a number, this is \(node.kind)")
      return nil
    }
    if self == .text, let scalar = node.scalar, !scalar.string.utf8.contains(0) { return .string(scalar.string) }
    diagnostics.error(
      at: node, self == .pointer ? "the only constant pointer is null" : "expected a text, this is \(node.kind)")
    return nil
  }
}

extension ForeignFunction.Ownership {
  /// Reads `ownership`, which a text needs and nothing else has.
  fileprivate static func read(_ reader: MappingReader, of type: ForeignType, isNeeded: Bool) -> ForeignFunction
    .Ownership?
  {
    let sentence = "Who frees the text: borrowed, free, or a function of the library."
    guard let node = reader.value("ownership", sentence) else {
      if type == .text, isNeeded {
        reader.diagnostics.error(at: reader.node, "whose is the text? 'ownership' is missing", hint: sentence)
      }
      return nil
    }
    guard type == .text else {
      reader.diagnostics.error(at: node, "only a text has an owner", hint: "remove 'ownership'")
      return nil
    }
    switch node.string {
    case "borrowed": return .borrowed
    case "free": return .free
    default: return reader.symbol(of: node, "'ownership'", sentence).map { .function($0) }
    }
  }
}

extension MappingReader {
  fileprivate var isIgnored: Bool {
    boolean("ignored", "Whether what the function answers there is left alone.", default: false)
  }

  /// Whether the option is there, be it null.
  fileprivate func names(_ key: String) -> Bool { node.mapping?.keys.contains { $0.string == key } ?? false }
}

// MARK: - Returns

extension ForeignFunction.Return {
  private static let sentence =
    "What the function returns: nothing, { result: TYPE }, { status: TYPE, ok: [0] } or { ignored: TYPE }."

  fileprivate static func read(_ reader: MappingReader, isSetup: Bool, keep: (String) -> Void) -> ForeignFunction
    .Return?
  {
    guard let node = reader.value("returns", sentence) else {
      reader.diagnostics.error(at: reader.node, "a call says what it 'returns'", hint: sentence)
      return nil
    }
    if node.string == "nothing" { return .nothing }
    return MappingReader.read(node, as: "'returns'", reader.diagnostics) { read($0, keep) }.flatMap { $0 }
  }

  private static func read(_ reader: MappingReader, _ keep: (String) -> Void) -> ForeignFunction.Return? {
    let result = reader.value("result", "The type of what becomes the field's value.")
    let status = reader.value("status", "The type of a number that says whether the call went well.")
    let ignored = reader.value("ignored", "The type of what is left alone.")
    let kept = reader.value("keep", "A setup call's pointer: the name that later calls find it under.")
    guard [result, status, ignored, kept].compactMap(\.self).count == 1 else {
      reader.diagnostics.error(at: reader.node, "'returns' is one of result, status, ignored and keep", hint: sentence)
      return nil
    }
    if let kept {
      guard let name = reader.text(of: kept, "'keep'", "A name.") else { return nil }
      keep(name)
      return .kept
    }
    guard let type = ForeignType.read((result ?? status ?? ignored)!, reader.diagnostics) else { return nil }
    if status != nil { return readStatus(type, reader) }
    let ownership = ForeignFunction.Ownership.read(reader, of: type, isNeeded: result != nil)
    if result == nil { return .ignored(type, ownership) }
    guard type != .pointer else {
      reader.diagnostics.error(
        at: result!, "a pointer is nothing that a record can have", hint: "say 'ignored: pointer', or 'result: text'")
      return nil
    }
    return .result(type, ownership, noValue: type.isInteger ? reader.numbers("no_value", noValue) : [])
  }

  private static let noValue = "Numbers that mean: there is no value, and that is no failure."

  private static func readStatus(_ type: ForeignType, _ reader: MappingReader) -> ForeignFunction.Return? {
    let sentence = "The good ones: a list of numbers, or one of not_zero, not_negative, positive."
    let ok = reader.value("ok", sentence)
    let noValue = reader.numbers("no_value", noValue)
    let errorText = reader.optionalSymbol("error_text", "A function of an int that answers the words for it.")
    guard type.isInteger else {
      reader.diagnostics.error(at: reader.value("status")!, "a status is a whole number", hint: "int is int32")
      return nil
    }
    guard let ok else {
      reader.diagnostics.error(at: reader.node, "which statuses are good? 'ok' is missing", hint: sentence)
      return nil
    }
    if ok.sequence != nil {
      return .status(type, .listed(reader.numbers("ok", sentence)), noValue: noValue, errorText: errorText)
    }
    if ok.tag == Tag(.int), let only = ok.int {
      return .status(type, .listed([Int64(only)]), noValue: noValue, errorText: errorText)
    }
    let word: ForeignFunction.Good.Word? = reader.choice(of: ok, "'ok'", sentence)
    return word.map { .status(type, .word($0), noValue: noValue, errorText: errorText) }
  }
}

extension MappingReader {
  fileprivate func numbers(_ key: String, _ sentence: String) -> [Int64] {
    let numbers = list(key, sentence) { node -> Int64? in
      integer(of: node, "each of '\(key)'", sentence, in: Int.min...Int.max).map { Int64($0) }
    }
    if numbers.count > 32 { diagnostics.error(at: value(key)!, "'\(key)' has more than 32 numbers") }
    return numbers
  }
}

// MARK: - What goes together

extension ForeignFunction {
  /// Reports what each part allows and the whole does not.
  fileprivate func check(_ reader: MappingReader, isSetup: Bool) {
    func wrong(_ message: String, hint: String? = nil) {
      reader.diagnostics.error(at: reader.value("parameters") ?? reader.node, message, hint: hint)
    }
    if parameters.count > 16 { return wrong("a function has at most 16 parameters, this has \(parameters.count)") }
    var values: [ForeignType] = []
    var results = 0
    var hasBuffer = false
    var lengths = 0
    for parameter in parameters {
      switch parameter {
      case .value(let type, _): values.append(type)
      case .buffer(_, let filled, let isIgnored):
        if hasBuffer { wrong("a function has one buffer, this has two") }
        hasBuffer = true
        if filled { values.append(.text) }
        if !isIgnored { results += 1 }
      case .out(_, _, .result): results += 1
      case .out(_, _, .length): lengths += 1
      default: break
      }
    }
    if case .result = returns { results += 1 }
    if isSetup { return checkSetup(values, results: results, wrong) }
    if case .kept = returns { return wrong("only a setup call keeps a pointer", hint: "move it under 'setup'") }
    if values.isEmpty { wrong("no parameter takes the field's value", hint: "such as '- in: text'") }
    if values.count > 1 {
      wrong("two parameters take the field's value", hint: "give the others a 'value' or an 'option'")
    }
    if results > 1 { wrong("the function has \(results) results", hint: "say 'ignored: true' of all but one") }
    let isText = values == [.text]
    for case .length in parameters where !isText {
      wrong("'size_of: value' needs a text that is passed", hint: "such as '- in: text'")
    }
    for case .capacity in parameters where !hasBuffer {
      wrong("'size_of: buffer' needs a buffer", hint: "such as '- buffer: 256'")
    }
    if lengths > 1 || (lengths == 1 && resultType != .text) {
      wrong("'size_of: result' belongs to one result that is a text")
    }
    let keys = options.map(\.option.key)
    if Set(keys).count < keys.count { wrong("two parameters have one option", hint: "give each a name of its own") }
  }

  private func checkSetup(_ values: [ForeignType], results: Int, _ wrong: (String, String?) -> Void) {
    if !values.isEmpty || !options.isEmpty
      || parameters.contains(where: { if case .length = $0 { true } else { false } })
    {
      wrong("a setup call is made before there are records: it takes constants only", "give each parameter a 'value'")
    }
    if results > 0 { wrong("a setup call has no result", "its answer is 'keep', 'status', 'ignored' or nothing") }
  }
}
