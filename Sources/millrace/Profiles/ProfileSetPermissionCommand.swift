import ArgumentParser
import Profiles

struct ProfileSetPermissionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set-permission", abstract: "Sets what may be kept and used of a profile.",
    discussion: """
      do_not_track: nothing more is taken in and nothing goes out. anonymous: it is kept up to date except for its
      identifiers and e-mail addresses, and goes out without any e-mail address. personal: everything. Iterable hears of
      it with the next export: lists with clean_up are left then.

      Example:
        millrace profile set-permission ann@example.com do_not_track
      """)

  @OptionGroup var profile: ProfileArgument

  @Argument(help: "\(PermissionLevel.allCases.map(\.description).joined(separator: ", ")).")
  var level: PermissionLevel

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let store = try home.openStore()
    let id = try store.read { try profile.find(in: $0) }
    try home.editor(store).setPermission(id, level)
    Terminal.say("profile \(id) is \(level)")
  }
}

extension PermissionLevel: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
