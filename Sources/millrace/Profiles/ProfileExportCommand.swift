import ArgumentParser
import Foundation
import Profiles

struct ProfileExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Profiles with their timelines as JSON lines, in the form that 'profile import' reads.")

  @Option(name: .long, help: "Only profiles of this segment.")
  var segment: String?

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let store = try homeOptions.folder.openStoreForReading()
    var lines: [UInt8] = []
    func flush() throws {
      try FileHandle.standardOutput.write(contentsOf: lines)
      lines.removeAll(keepingCapacity: true)
    }
    try store.read { reader in
      func write(_ profile: ProfileRow) throws {
        try profile.append(in: reader, to: &lines)
        if lines.count > 1 << 16 { try flush() }
      }
      if let segment {
        try reader.profiles(matching: reader.predicate(segment: segment), write)
      } else {
        _ = try reader.profiles(after: .first, limit: .max, write)
      }
    }
    try flush()
  }
}
