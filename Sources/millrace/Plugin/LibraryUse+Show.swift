import ArgumentParser
import PluginHost
import Records

extension LibraryUse {
  /// For people, to be compared with the library's header. The catalogue has found all of it.
  func show() {
    Terminal.print(
      "library    \(library), there with all symbols" + (sha256 == nil ? "" : ", and the file that is pinned"))
    for function in functions {
      Terminal.print()
      Terminal.print((function.processor ?? "setup") + "  " + Terminal.coloured(function.signature, .bold))
      let others = function.symbols.dropFirst()
      if !others.isEmpty { Terminal.print("  with \(others.joined(separator: ", "))") }
    }
  }

  var json: JSONValue {
    [
      "name": .string(library), "sha256": sha256.map { .string($0) } ?? nil,
      "functions": .array(
        functions.map { function in
          [
            "processor": function.processor.map { .string($0) } ?? nil, "signature": .string(function.signature),
            "symbols": .array(function.symbols.map { .string($0) }),
          ]
        }),
    ]
  }
}

extension PluginHostError {
  /// The error to end a command with, once all mistakes of a manifest were shown.
  func shown() -> any Error {
    guard diagnostics.count > 1 else { return self }
    for diagnostic in diagnostics { Terminal.say("\(diagnostic)") }
    return ExitCode.failure
  }
}
