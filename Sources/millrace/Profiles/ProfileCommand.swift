import ArgumentParser

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "The people in the store.",
    discussion: """
      Examples:
        millrace profile list --segment opted-in-nl
        millrace profile show ann@example.com
        millrace profile timeline ann@example.com --type order --limit 5
        millrace profile export > people.ndjson
        millrace profile import people.ndjson
        millrace profile set-permission ann@example.com anonymous
      """,
    subcommands: [
      ProfileListCommand.self, ProfileShowCommand.self, ProfileTimelineCommand.self, ProfileImportCommand.self,
      ProfileExportCommand.self, ProfileSetPermissionCommand.self, ProfileEraseCommand.self,
    ])
}
