import Connections
import Foundation
import Profiles
import Records

/// `/profiles`: searching for people, one person, what is known of them as a file, and forgetting them.
struct ProfilesRoutes {
  static let pageSize = 25

  func add(to pages: SiteRouter) {
    pages.page("/profiles") { visit in try list(visit) }
    pages.page("/profiles/{id}") { visit in .page(try profile(visit)) }
    pages.page("/profiles/{id}/erase", .admin) { visit in try erasePage(visit) }
    pages.action("/profiles/{id}/permission") { visit in
      let id = try id(visit)
      guard let level = visit.form.text("level").flatMap({ PermissionLevel($0) }) else {
        throw ConsoleError(.badRequest, "there is no such permission level")
      }
      return try visit.redirect(
        "/profiles/\(id)", or: "/profiles/\(id)", .done("The permission level is: \(level.words.lowercased()).")
      ) {
        try visit.editor.setPermission(id, level)
      }
    }
    // What a person may ask for: whoever may look may hand it out, and it is noted that they did.
    pages.action("/profiles/{id}/export", .viewer) { visit in
      let id = try id(visit)
      var line: [UInt8] = []
      let isThere = try visit.store.read { reader in
        try reader.withProfile(id) { try $0.append(in: reader, to: &line) }
      }
      guard isThere else { throw Self.missing(id) }
      try visit.editor.noteExport(of: id)
      return .download(String(decoding: line, as: UTF8.self), name: "profile-\(id).json", type: "application/json")
    }
    pages.action("/profiles/{id}/erase", .admin) { visit in
      let id = try id(visit)
      guard visit.form.isOn("sure") else {
        return .redirect("/profiles/\(id)/erase", notice: .failed("Tick the box: erasing cannot be undone."))
      }
      try visit.editor.erase(id)
      return .redirect("/profiles", notice: .done("Erased profile \(id)."))
    }
  }

  private func id(_ visit: Visit) throws -> ProfileID { ProfileID(rawValue: try visit.number("id")) }

  private static func missing(_ id: ProfileID) -> ConsoleError {
    ConsoleError(.notFound, "there is no profile \(id)", hint: "it may have been erased")
  }

  private func list(_ visit: Visit) throws -> Answer {
    let search = visit.query.text("q") ?? ""
    let segment = visit.query.text("segment") ?? ""
    let after = ProfileID(rawValue: visit.query["after"].flatMap { Int64($0) } ?? 0)
    return .page(
      try visit.store.read { reader in
        let identifiers = try reader.properties().naming.map(\.name)
        let document = DocumentReader(properties: identifiers)
        let predicate = try segment.isEmpty ? nil : reader.predicate(segment: segment)
        var rows: [ProfilesPage.Row] = []
        func add(_ profile: ProfileRow, found: String? = nil) throws {
          rows.append(
            try ProfilesPage.Row(
              profile, document, identifiers: identifiers, found: found, now: visit.workspace.now))
        }
        var end = ProfilePageEnd.all
        if search.isEmpty {
          end = try reader.page(
            after: after, limit: Self.pageSize, matching: predicate, within: LookingTime.page
          ) { try add($0) }
        } else {
          var seen: Set<ProfileID> = []
          for match in try reader.profiles(named: search, limit: 100) where seen.insert(match.id).inserted {
            _ = try reader.withProfile(match.id) { profile in
              guard try predicate?.matches(profile, in: reader) ?? true else { return }
              try add(profile, found: match.property ?? "id")
            }
          }
        }
        return ProfilesPage(
          rows, search: search, segment: segment, segments: try reader.segments(), after: after, end: end)
      })
  }

  private func profile(_ visit: Visit) throws -> ProfilePage {
    let id = try id(visit)
    let types = try EventTypeCatalogue(visit.workspace.installation)
    let chosen = visit.query.text("type") ?? ""
    let page = max(1, min(visit.query["page"].flatMap { Int($0) } ?? 1, 1 + EventLimits.eventsPerProfile))
    let connections = try visit.workspace.library.members().members.compactMap { try? $0.connection() }
    return try visit.store.read { reader in
      guard let facts = try ProfileFactsRead(id, reader) else { throw Self.missing(id) }
      let filter = EventFilter(
        types: chosen.isEmpty ? nil : [chosen], limit: page * TimelineView.pageSize + 1)
      let shown = try ShownEvent.timeline(
        of: id, filter, types, reader, in: visit.workspace.installation, skipping: (page - 1) * TimelineView.pageSize)
      return ProfilePage(
        facts,
        TimelineView(
          shown, types: types.entries, chosen: chosen, page: page, path: "/profiles/\(id)", now: visit.workspace.now),
        connections: connections, now: visit.workspace.now)
    }
  }

  private func erasePage(_ visit: Visit) throws -> Answer {
    let id = try id(visit)
    return .page(
      try visit.store.read { reader in
        guard let facts = try ProfileFactsRead(id, reader) else { throw Self.missing(id) }
        let events = try reader.events(of: id, EventFilter()) { _ in }
        return DeletionPage(
          title: "Erase \(facts.name)", section: "/profiles", action: "/profiles/\(id)/erase",
          button: "Erase this person", back: "/profiles/\(id)",
          goes: [
            "\(facts.properties.count.counted("property", "properties")), with every identifier",
            "\(events.counted("event")) on the timeline, and touches in lifecycles",
            facts.interactions.count.counted("viewed interaction"),
            "what was sent by \(facts.trace.sent.count.counted("goal")), and \(facts.trace.memberships.count.counted("list membership"))",
            "rejected rows and kept records that name the person",
          ],
          notes: [
            "That somebody was imported or exported stays counted; who, does not.",
            "Iterable is not told: what it has of the person, and its lists, stay as they are.",
            "Copies of the store that were made before have the profile still.",
          ],
          box: "I want to erase all that is known of \(facts.name)")
      })
  }
}
