import YAMLReading

/// The options of a file that people write, each with its sentence.
enum OptionLines {
  static func show(_ options: [DocumentedOption]) {
    var mapping = ""
    let width = options.map(\.key.count).max() ?? 0
    for option in options {
      if option.of != mapping {
        Terminal.print((mapping.isEmpty ? "" : "\n") + Terminal.coloured(option.of, .bold))
        mapping = option.of
      }
      Terminal.print("  " + option.key.padding(toLength: width + 2, withPad: " ", startingAt: 0) + option.sentence)
    }
  }
}
