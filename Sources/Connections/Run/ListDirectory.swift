import IterableAPI
import Records

/// The lists of a project, to be found by number or name.
struct ListDirectory {
  let lists: [IterableList]

  init(_ lists: [IterableList]) { self.lists = lists }

  /// Throws ``ConnectionsError`` `unknownName` with near names, also where two lists have the name.
  func resolve(_ reference: ListReference) throws -> IterableList {
    let found = lists.filter { list in
      switch reference {
      case .id(let id): list.id == Int64(id)
      case .name(let name): list.name == name
      }
    }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      let ids = found.map { String($0.id) }.joined(separator: " or ")
      throw ConnectionsError(
        .unknownName, "\(found.count) lists in Iterable are called \(reference)", hint: "name it by number: \(ids)")
    }
    let word: String =
      switch reference {
      case .id(let id): String(id)
      case .name(let name): name
      }
    throw ConnectionsError(
      .unknownName, "there is no list \(reference) in the Iterable project",
      hint: Suggestion.hint(for: word, among: lists.map(\.name)))
  }

  func resolve(_ references: [ListReference]) throws -> [IterableList] { try references.map(resolve) }

  /// Throws ``ConnectionsError`` `unknownName` also where nobody can be put on a list.
  func resolveJoinable(_ references: [ListReference]) throws -> [IterableList] {
    let found = try resolve(references)
    if let dynamic = found.first(where: \.isDynamic) {
      throw ConnectionsError(
        .unknownName, "list '\(dynamic.name)' is dynamic: Iterable itself computes who is on it",
        hint: "name a standard list to join")
    }
    return found
  }
}

extension IterableList {
  /// Its members are computed by Iterable, so nobody can be put on it.
  var isDynamic: Bool { type == "Dynamic" }
}
