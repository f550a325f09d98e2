import ArgumentParser
import Foundation
import PluginHost

struct PluginNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Makes a project for a plugin of your own, which builds and passes its tests.",
    discussion: """
      Examples:
        millrace plugin new --lang c shout
        make -C shout test validate
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

  @Option(name: .long, help: "The language to write it in: c, cpp, swift or rust.")
  var lang: Language

  @Flag(name: .long, help: "A type of Timeline events instead of a processor; in C.")
  var eventType = false

  @Argument(help: "The plugin's name, such as my-plugin; also that of the folder.")
  var name: String

  @Option(name: .long, help: "Where to put the folder. [the current folder]", completion: .directory)
  var into: String?

  func validate() throws {
    guard name.utf8.count <= 64, name.wholeMatch(of: /[a-z][a-z0-9\-]*/) != nil else {
      throw ValidationError("'\(name)' is no name for a plugin: small letters, digits and '-', and a letter first")
    }
    guard !eventType || lang == .c else { throw ValidationError("--event-type is there for --lang c only") }
  }

  func run() throws {
    let folder = URL(fileURLWithPath: into ?? ".", isDirectory: true).appendingPathComponent(name, isDirectory: true)
    try PluginProject(name: name, sdk: try SDKFolder.find()).write(
      templates: [lang.rawValue] + (eventType ? ["event-type"] : []), to: folder)
    let shown = into == nil ? name : folder.path
    Terminal.print("\(shown): a plugin in \(lang.name). Build and check it: make -C \(shown) test validate")
  }
}
