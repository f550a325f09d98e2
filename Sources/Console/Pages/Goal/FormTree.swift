import Foundation
import Records

/// What a form with names such as `mappings.2.field` says, as a tree: parts that are numbers make lists, in the order of the numbers;
/// all leaves are texts.
extension Form {
  var tree: JSONValue {
    let root = Branch()
    for field in fields where field.name != "csrf" && field.name != "action" {
      var branch = root
      for part in field.name.split(separator: ".", omittingEmptySubsequences: false) {
        branch = branch.child(String(part))
      }
      // Of several values of one name the last counts, as with a box behind its hidden field.
      branch.text = field.value
    }
    return root.json
  }

  private final class Branch {
    var text: String?
    private var children: [(name: String, branch: Branch)] = []
    private var places: [String: Int] = [:]

    func child(_ name: String) -> Branch {
      if let place = places[name] { return children[place].branch }
      let branch = Branch()
      places[name] = children.count
      children.append((name, branch))
      return branch
    }

    var json: JSONValue {
      if children.isEmpty { return .string(text ?? "") }
      let numbers = children.map { Int($0.name) }
      if numbers.allSatisfy({ $0 != nil }) {
        return .array(zip(numbers, children).sorted { $0.0! < $1.0! }.map { $0.1.branch.json })
      }
      return .object(children.map { .init(key: $0.name, value: $0.branch.json) })
    }
  }
}

/// What a button does to a list of the tree: `add mappings`, `remove mappings.2`, `up mappings.2`, `down mappings.2`.
struct ListAction {
  enum Verb: String { case add, remove, up, down }
  let verb: Verb
  let path: [String]

  /// Nil for what is none.
  init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2, let verb = Verb(rawValue: parts[0]) else { return nil }
    self.verb = verb
    path = parts[1].split(separator: ".").map(String.init)
  }

  /// The tree with the change; `new` is what is added.
  func apply(to tree: JSONValue, new: JSONValue = .object([])) -> JSONValue {
    if verb == .add { return tree.changed(path) { .array(($0?.array ?? []) + [new]) } }
    guard let index = path.last.flatMap({ Int($0) }) else { return tree }
    return tree.changed(path.dropLast()) { list in
      var elements = list?.array ?? []
      guard elements.indices.contains(index) else { return list ?? .array([]) }
      switch verb {
      case .remove: elements.remove(at: index)
      case .up where index > 0: elements.swapAt(index, index - 1)
      case .down where index + 1 < elements.count: elements.swapAt(index, index + 1)
      default: break
      }
      return .array(elements)
    }
  }
}

extension JSONValue {
  /// With what is at the path replaced by what `body` makes of it; what is missing on the way is made.
  func changed(_ path: some Collection<String>, _ body: (JSONValue?) -> JSONValue) -> JSONValue {
    guard let name = path.first else { return body(self) }
    if let index = Int(name), case .array(var elements) = self {
      guard elements.indices.contains(index) else { return self }
      elements[index] = elements[index].changed(path.dropFirst(), body)
      return .array(elements)
    }
    var members = object ?? []
    let rest = path.dropFirst()
    if let place = members.firstIndex(where: { $0.key == name }) {
      members[place].value = rest.isEmpty ? body(members[place].value) : members[place].value.changed(rest, body)
    } else {
      members.append(.init(key: name, value: rest.isEmpty ? body(nil) : JSONValue.object([]).changed(rest, body)))
    }
    return .object(members)
  }

  /// The text of a member, without white space around it; nil where it is absent or empty.
  func filled(_ key: String) -> String? {
    let text = self[key]?.string?.trimmingCharacters(in: .whitespacesAndNewlines)
    return text?.isEmpty == false ? text : nil
  }
}
