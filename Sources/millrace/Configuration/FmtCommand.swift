import ArgumentParser
import Connections
import Foundation

struct FmtCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Write connection files in the one form that they have.",
    discussion: """
      Options in the order in which they are documented, small mappings on one line, quotes only where they are needed;
      comments stay where they are. What the file means does not change. Files that are changed are named.

      Examples:
        millrace fmt connections/*.yaml
        millrace fmt --check connections/*.yaml    # for CI: names what is not so, and fails
      """)

  @Argument(help: "Connection files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  @Flag(name: .long, help: "Change nothing; fail where a file would change.")
  var check = false

  func run() throws {
    var wouldChange = false
    for path in files {
      let url = URL(fileURLWithPath: path)
      let file = try ConnectionFile(contentsOf: url)
      let text = try file.formatted()
      guard text != file.source.text else { continue }
      wouldChange = true
      if !check { try ReplacedFile.replace(url, with: text) }
      Terminal.print(path)
    }
    guard check, wouldChange else { return }
    Terminal.say("'millrace fmt' writes these files in their form")
    throw ExitCode.failure
  }
}
