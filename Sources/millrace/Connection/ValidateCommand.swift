import ArgumentParser
import Connections
import Foundation

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Is the connection file right? Looks at the file, the plugins it names and the store, not at Iterable.")

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
    var hasError = false
    for path in files {
      let file = try ConnectionFile(contentsOf: URL(fileURLWithPath: path))
      let existing = try store.map { try $0.read(file.existingProperties) } ?? []
      let found = file.diagnostics + file.diagnostics(with: catalogue) + existing
      for diagnostic in found { Terminal.print("\(diagnostic)") }
      let errors = found.filter { $0.severity == .error }.count
      hasError = hasError || errors > 0
      if errors == 0 { Terminal.print("\(path): right") }
    }
    if hasError { throw ExitCode.failure }
  }
}
