import Records
import YAMLReading
import Yams

extension FunctionManifest {
  static func read(_ reader: MappingReader) -> FunctionManifest {
    let id = reader.id("plugin", "The plugin's id: lower-case letters, digits and '-'.")
    let version = reader.requiredText("version", "The manifest's version, such as 1.0.0.")
    if !version.isEmpty, version.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+\-]{0,40}/) == nil {
      reader.diagnostics.error(
        at: reader.value("version")!, "'version' is three numbers with dots", hint: "such as \"1.0.0\"")
    }
    let library = reader.requiredText("library", "The library: a soname such as libidn2.so.0, or an absolute path.")
    if !library.isEmpty, library.contains("/") != library.hasPrefix("/") || library.utf8.count > 1024 {
      reader.diagnostics.error(
        at: reader.value("library")!, "a library is named by its soname or by an absolute path",
        hint: "'ldconfig -p' lists the sonames that there are")
    }
    var setup: [SetupCall] = []
    reader.each("setup", "Calls that are made once, in order, before all others.", as: "a setup call") {
      setup.append(SetupCall.read($0, keptBefore: setup.map(\.keeps)))
    }
    reader.checkCount("setup", at: 16)
    let manifest = FunctionManifest(
      id: id,
      name: reader.line("name", "The plugin's name for people."),
      version: version,
      description: reader.line("description", "What it does, in a sentence.", limit: 4000),
      vendor: reader.line("vendor", "Who made the manifest.", isRequired: false),
      library: library,
      libraryPosition: (reader.value("library") ?? reader.node).position,
      sha256: reader.sha256(),
      needs: Capabilities(reading: reader),
      needsReason: reader.line("needs_reason", "What it needs them for.", limit: 500, isRequired: false),
      setup: setup,
      processors: reader.mappings("processors", "What the functions become.", each: "a processor") {
        Processor.read($0, kept: setup.map(\.keeps))
      })
    if manifest.processors.isEmpty, reader.value("processors")?.sequence?.isEmpty ?? true {
      reader.diagnostics.error(at: reader.node, "a manifest has processors", hint: "add 'processors:'")
    }
    reader.checkCount("processors", at: 256)
    reader.reportRepeats(
      reader.value("processors")?.sequence?.compactMap { $0["id"] } ?? [], "a processor's id is its own")
    return manifest
  }
}

extension FunctionManifest.SetupCall {
  fileprivate static func read(_ reader: MappingReader, keptBefore: [String?]) -> FunctionManifest.SetupCall {
    var keeps: String?
    let function = ForeignFunction.read(reader, kept: keptBefore, isSetup: true) { keeps = $0 }
    let release = reader.optionalSymbol("release", "The function that is given the kept pointer at the end.")
    if release != nil, keeps == nil {
      reader.diagnostics.error(
        at: reader.value("release")!, "'release' has nothing to release",
        hint: "it belongs to 'returns: { keep: NAME }'")
    }
    if let keeps, keptBefore.contains(keeps) {
      reader.diagnostics.error(
        at: reader.value("returns")!, "'\(keeps)' is kept twice", hint: "give it a name of its own")
    }
    return FunctionManifest.SetupCall(function: function, keeps: keeps, release: release)
  }
}

extension FunctionManifest.Processor {
  fileprivate static func read(_ reader: MappingReader, kept: [String?]) -> FunctionManifest.Processor {
    FunctionManifest.Processor(
      id: reader.id("id", "The processor's id: lower-case letters, digits and '-'."),
      name: reader.line("name", "The processor's name for people."),
      description: reader.line("description", "What it does, in a sentence.", limit: 4000),
      isPure: reader.boolean("pure", "Whether the same value always gives the same answer.", default: false),
      function: ForeignFunction.read(reader, kept: kept, isSetup: false) { _ in })
  }
}

extension Capabilities {
  fileprivate init(reading reader: MappingReader) {
    self = []
    for node in reader.value("needs", "What the library needs of the system: network, files, threads.")?.sequence ?? []
    {
      guard let capability = node.string.flatMap({ Capabilities(name: $0) }) else {
        reader.diagnostics.error(
          at: node, "unknown need '\(node.string ?? node.kind)'",
          hint: Suggestion.hint(for: node.string ?? "", among: Capabilities.all.names))
        continue
      }
      insert(capability)
    }
  }
}

// MARK: - Options of every kind

extension MappingReader {
  fileprivate func id(_ key: String, _ sentence: String) -> String {
    let id = requiredText(key, sentence)
    if !id.isEmpty, id.utf8.count > 64 || id.wholeMatch(of: /[a-z][a-z0-9\-]*/) == nil {
      diagnostics.error(at: value(key)!, "'\(key)' is a word such as 'domain-names'", hint: sentence)
    }
    return id
  }

  /// Text without control characters, for people.
  fileprivate func line(_ key: String, _ sentence: String, limit: Int = 200, isRequired: Bool = true) -> String {
    let text = isRequired ? requiredText(key, sentence) : self.text(key, sentence, default: "")
    if text.utf8.count > limit || text.unicodeScalars.contains(where: \.isControl) {
      diagnostics.error(
        at: value(key)!, "'\(key)' has control characters, or more than \(limit) bytes", hint: "one line, without tabs")
    }
    return text
  }

  fileprivate func sha256() -> String? {
    let sentence = "The SHA-256 of the library's file, where no other will do."
    guard let hash = optionalText("sha256", sentence) else { return nil }
    if hash.wholeMatch(of: /[0-9a-f]{64}/) == nil {
      diagnostics.error(
        at: value("sha256")!, "'sha256' is 64 hexadecimal digits in lower case", hint: "'sha256sum FILE' prints it")
    }
    return hash
  }

  /// The mappings of a list, one after the other, where each needs what was read before.
  fileprivate func each(_ key: String, _ sentence: String, as what: String, _ body: (MappingReader) -> Void) {
    for node in list(key, sentence, { $0 }) { _ = MappingReader.read(node, as: what, diagnostics, body) }
  }

  fileprivate func checkCount(_ key: String, at most: Int) {
    guard let items = value(key)?.sequence, items.count > most else { return }
    diagnostics.error(at: items[most], "'\(key)' has more than \(most)", hint: "make another manifest of the rest")
  }

  func optionalSymbol(_ key: String, _ sentence: String) -> String? {
    guard let node = value(key, sentence) else { return nil }
    return symbol(of: node, "'\(key)'", sentence)
  }

  /// A name that a library can export; nil where it is none, which is reported.
  func symbol(of node: Node, _ name: String, _ sentence: String) -> String? {
    guard let text = text(of: node, name, sentence) else { return nil }
    guard text.utf8.count <= 150, text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
      diagnostics.error(
        at: node, "\(name) is a C symbol, '\(text.prefix(40))' is none",
        hint: "'nm -D --defined-only LIBRARY' lists what a library exports")
      return nil
    }
    return text
  }
}
