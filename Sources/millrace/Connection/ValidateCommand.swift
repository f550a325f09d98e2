import ArgumentParser
import Connections
import Foundation

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Is the connection file right? Looks at the file, what it names and the store, not at Iterable.",
    discussion: "Lists and fields are Iterable's: 'millrace check' asks it for them.")

  @Argument(help: "Connection files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String] = []

  @Flag(name: .long, help: "List every option of a connection file instead.")
  var options = false

  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    guard options || !files.isEmpty else { throw ValidationError("name a connection file, or say --options") }
  }

  func run() throws {
    if options { return OptionLines.show(ConnectionOptions.all) }
    let catalogue = try homeOptions.folder.catalogue()
    let store = try? homeOptions.folder.openStoreForReadingIfThere()
    // The types are looked for when a file asks for them.
    var types: EventTypeCatalogue?
    var hasError = false
    for path in files {
      let file = try ConnectionFile(contentsOf: URL(fileURLWithPath: path))
      var found = file.diagnostics + file.diagnostics(with: catalogue)
      if file.connection?.usesEventTypes == true {
        let known = try types ?? homeOptions.folder.eventTypes()
        types = known
        found += file.diagnostics(with: known)
      }
      found += try store.map { try $0.read { try file.unknownSegments($0) + file.existingProperties($0) } } ?? []
      for diagnostic in found { Terminal.print("\(diagnostic)") }
      let errors = found.filter { $0.severity == .error }.count
      hasError = hasError || errors > 0
      if errors == 0 { Terminal.print("\(path): right") }
    }
    if hasError { throw ExitCode.failure }
  }
}
