import ArgumentParser
import Foundation
import PluginHost

struct PluginNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Makes a project for a plugin of your own, which builds and passes its test.",
    discussion: """
      Examples:
        millrace plugin new --lang c shout
        make -C shout test
      """)

  enum Language: String, ExpressibleByArgument, CaseIterable {
    case c
    case cpp
    case swift
    case rust

    /// As people write it.
    var name: String {
      switch self {
      case .c: "C"
      case .cpp: "C++"
      case .swift: "Swift"
      case .rust: "Rust"
      }
    }
  }

  @Option(name: .long, help: "The language to write it in: c, cpp or swift.")
  var lang: Language

  @Argument(help: "The plugin's name, such as my-plugin; also that of the folder.")
  var name: String

  @Option(name: .long, help: "Where to put the folder. [the current folder]", completion: .directory)
  var into: String?

  func validate() throws {
    guard name.utf8.count <= 64, name.wholeMatch(of: /[a-z][a-z0-9\-]*/) != nil else {
      throw ValidationError("'\(name)' is no name for a plugin: small letters, digits and '-', and a letter first")
    }
  }

  func run() throws {
    if lang == .rust {
      throw PluginHostError(
        .notFound, "plugins in Rust are not supported by this version", hint: "use --lang c, cpp or swift")
    }
    let folder = URL(fileURLWithPath: into ?? ".", isDirectory: true).appendingPathComponent(name, isDirectory: true)
    try PluginProject(name: name, sdk: try SDKFolder.find()).write(template: lang.rawValue, to: folder)
    let shown = into == nil ? name : folder.path
    Terminal.print("\(shown): a plugin in \(lang.name). Build it and run its cases: make -C \(shown) test")
  }
}
