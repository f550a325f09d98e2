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
    let home = homeOptions.folder
    let store = try home.openStore()
    let id = try store.read { try profile.find(in: $0) }
    try home.editor(store).erase(id)
    Terminal.say("erased profile \(id)")
  }
}
