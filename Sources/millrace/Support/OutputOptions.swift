import ArgumentParser

/// How a command prints what it found: `--output`.
struct OutputOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Option(name: .long, help: "How to print: table, or json for programs.")
  var output: Format = .table
}
