import ArgumentParser
import Connections
import Profiles

struct NotifyRetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Try again now what waits or was given up.")

  @Argument(help: "The numbers that 'notify list' shows. [all]")
  var numbers: [Int64] = []

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let store = try home.openStore()
    let known = Set(try store.read { try $0.notifications(dueBy: nil, limit: .max) }.map(\.id))
    let chosen = numbers.isEmpty ? known : Set(numbers)
    if let unknown = chosen.subtracting(known).min() {
      throw ProfilesError(.notFound, "there is no notification \(unknown)", hint: "'millrace notify list' shows them")
    }
    let notifier = Notifier(try home.installation(store: store))
    try Interrupt.cancels { try notifier.deliver(ids: chosen, cancellation: $0) }
    let left = try store.read { try $0.notifications(dueBy: nil, limit: .max) }.filter { chosen.contains($0.id) }
    Terminal.say("\(chosen.count - left.count) delivered, \(left.count) not")
    if !left.isEmpty { throw ExitCode.failure }
  }
}
