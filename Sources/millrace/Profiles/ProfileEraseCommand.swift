import ArgumentParser
import Profiles

struct ProfileEraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Removes a profile and all that is known of it.",
    discussion: """
      Iterable is not told: what it has of the person, and its lists, stay as they are. Copies of the store made before,
      millrace.db.before-restore among them, have the profile still.
      """)

  @OptionGroup var profile: ProfileArgument
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let store = try homeOptions.folder.openStore()
    let id = try store.write { writer in
      let id = try profile.find(in: writer)
      _ = try writer.erase(id)
      return id
    }
    Terminal.say("erased profile \(id)")
  }
}
