import Records
import YAMLReading

/// Changes a connection's text where it says something, and leaves the rest of it as it is written. Throws
/// ``ConnectionsError``.
public struct ConnectionEditor {
  public private(set) var file: ConnectionFile
  /// The names of the goals that were copied, which begin anew.
  private(set) var copies: [String] = []

  init(_ file: ConnectionFile) { self.file = file }

  var text: String { file.source.text }

  // MARK: Options

  /// What an option of the connection is, read as JSON; nil where it is not written.
  public func option(_ key: String) -> JSONValue? { file.options.json[key] }

  /// Writes an option of the connection anew, or removes it: nil. What it was is left as it is written where it means the
  /// same.
  public mutating func put(_ key: String, _ value: JSONValue?) throws(ConnectionsError) {
    guard value != option(key) else { return }
    let block = value.map { "\(key): \($0.yaml)" }
    let order = Self.order.prefix { $0 != key }.reversed()
    try edit { $0.put(key, block, behind: Array(order)) }
  }

  /// The options that come before the goals, in the order of the documentation.
  private static let order = [
    "connection", "name", "enabled", "favorite", "labels", "description", "objectives", "notifications", "iterable",
    "schedule", "import", "export", "goals",
  ]

  /// Gives an option of the connection a value; where it is not there, behind the first of `behind` that is.
  public mutating func set(_ key: String, to value: String, behind: [String]) throws(ConnectionsError) {
    try edit { $0.set(key, to: value, behind: behind) }
  }

  public mutating func setGoal(_ name: String, _ key: String, to value: String) throws(ConnectionsError) {
    let index = try self.index(of: name)
    let kinds = Goal.Kind.allCases.map(\.rawValue)
    try edit { $0.set(key, to: value, behind: kinds, of: ("goals", index)) }
  }

  public mutating func renameGoal(_ name: String, to new: String) throws(ConnectionsError) {
    try checkIsFree(new)
    try rename(try index(of: name), to: new)
  }

  private mutating func rename(_ index: Int, to new: String) throws(ConnectionsError) {
    guard let kind = goals[index].object?.first?.key else { return }
    try edit { $0.set(kind, to: new, of: ("goals", index)) }
  }

  // MARK: The list of goals

  public func hasGoal(_ name: String) -> Bool { goals.contains { self.name($0) == name } }

  /// What a goal is, read as JSON, with what this program does not know. Throws where there is none of this name.
  public func goal(_ name: String) throws(ConnectionsError) -> JSONValue { goals[try index(of: name)] }

  /// Writes a goal anew, in its place, with the comments above it. Its name stays.
  public mutating func replaceGoal(_ name: String, with goal: JSONValue) throws(ConnectionsError) {
    let index = try index(of: name)
    guard goals[index] != goal else { return }
    try editGoals(.replace(index, commentsAbove(index) + (try Self.text(of: goal)), goal))
  }

  private func commentsAbove(_ index: Int) -> String {
    var comments = ""
    guard var editor = YAMLEditor(text) else { return "" }
    _ = editor.edit(list: "goals") { goals in
      let lines = goals[index].split(separator: "\n").map { $0.drop { $0 == " " } }
      comments = lines.prefix { $0.hasPrefix("#") }.map { $0 + "\n" }.joined()
    }
    return comments
  }

  public mutating func addGoal(_ goal: JSONValue) throws(ConnectionsError) {
    if let name = goal.object?.first?.value.name { try checkIsFree(name) }
    try editGoals(.append(try Self.text(of: goal), goal))
  }

  /// The lines of a goal as they are formatted, with its dash.
  private static func text(of goal: JSONValue) throws(ConnectionsError) -> String {
    let file = ConnectionFile(parsing: "goals: [\(goal.yaml)]\n", name: "goal")
    let text = try file.formatted()
    var element = ""
    guard var editor = YAMLEditor(text), editor.edit(list: "goals", { element = $0.first ?? "" }), !element.isEmpty
    else { throw unknownLayout(file) }
    return element.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("  ") ? line.dropFirst(2) : line
    }.joined(separator: "\n").trimmingTrailingLineEnd
  }

  public mutating func deleteGoal(_ name: String) throws(ConnectionsError) {
    try editGoals(ListEdit.remove(try index(of: name)))
  }

  /// Behind the goal that it is a copy of.
  public mutating func copyGoal(_ name: String, as new: String) throws(ConnectionsError) {
    try checkIsFree(new)
    let index = try index(of: name)
    try editGoals(.duplicate(index))
    try rename(index + 1, to: new)
    copies.append(new)
  }

  public mutating func moveGoal(_ name: String, to place: GoalPlace) throws(ConnectionsError) {
    let from = try index(of: name)
    let to: Int
    switch place {
    case .first: to = 0
    case .last: to = goals.count - 1
    case .before(let other):
      let index = try index(of: other)
      to = index > from ? index - 1 : index
    case .behind(let other):
      let index = try index(of: other)
      to = index < from ? index + 1 : index
    }
    try editGoals(.move(from, to))
  }

  /// `text` is a YAML mapping, the options of one goal.
  public mutating func addGoal(_ text: String) throws(ConnectionsError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    let first = lines.firstIndex { !$0.allSatisfy(\.isWhitespace) && !$0.hasPrefix("#") } ?? 0
    let item = lines.enumerated().map { index, line in
      index < first || line.isEmpty ? line : (index == first ? "- " : "  ") + line
    }
    let options = ConnectionFile(parsing: "goals:\n" + item.map { "  \($0)\n" }.joined(), name: "goal").options
    guard let goal = options.json["goals"]?.array?.first, goal.object != nil else {
      throw ConnectionsError(
        .invalidFile, "this is not one goal",
        hint: "begin it with 'import_groups: NAME', 'import_profiles: NAME' or 'export_profiles: NAME'")
    }
    if let name = goal.object?.first?.value.string { try checkIsFree(name) }
    try editGoals(.append(item.joined(separator: "\n"), goal))
  }

  /// One change to a list, whatever its elements are.
  private enum ListEdit {
    case remove(Int)
    case duplicate(Int)
    case move(Int, Int)
    case append(String, JSONValue)
    case replace(Int, String, JSONValue)

    func apply<Element>(to elements: inout [Element], new: (String, JSONValue) -> Element) {
      switch self {
      case .remove(let index): elements.remove(at: index)
      case .duplicate(let index): elements.insert(elements[index], at: index + 1)
      case .move(let from, let to): elements.insert(elements.remove(at: from), at: to)
      case .append(let text, let json): elements.append(new(text, json))
      case .replace(let index, let text, let json): elements[index] = new(text, json)
      }
    }
  }

  private mutating func editGoals(_ change: ListEdit) throws(ConnectionsError) {
    var expected = goals
    change.apply(to: &expected) { $1 }
    try edit { $0.edit(list: "goals") { change.apply(to: &$0) { text, _ in text } } }
    guard goals == expected else { throw Self.unknownLayout(file) }
  }

  // MARK: Parts

  private var goals: [JSONValue] { file.options.json["goals"]?.array ?? [] }

  private func name(_ goal: JSONValue) -> String? { goal.object?.first?.value.name }

  private func index(of name: String) throws(ConnectionsError) -> Int {
    if let index = goals.firstIndex(where: { self.name($0) == name }) { return index }
    throw ConnectionsError(
      .unknownName, "connection '\(file.connection?.id ?? file.name)' has no goal '\(name)'",
      hint: Suggestion.hint(for: name, among: goals.compactMap(self.name)))
  }

  private func checkIsFree(_ name: String) throws(ConnectionsError) {
    guard hasGoal(name) else { return }
    throw ConnectionsError(.conflict, "the connection has a goal '\(name)' already", hint: "choose another name")
  }

  /// A text in which no place is found for the change is formatted first: that keeps its comments and what it means.
  private mutating func edit(_ change: (inout YAMLEditor) -> Bool) throws(ConnectionsError) {
    for text in [text, try? file.formatted()].compactMap(\.self) {
      guard var editor = YAMLEditor(text), change(&editor) else { continue }
      file = ConnectionFile(
        parsing: editor.text, name: file.name, folder: file.source.folder, file: file.source.file)
      return
    }
    throw Self.unknownLayout(file)
  }

  private static func unknownLayout(_ file: ConnectionFile) -> ConnectionsError {
    ConnectionsError(
      .invalidFile, "\(file.name) is written in a way in which this cannot be changed by a command",
      hint: "change the file by hand, and apply it")
  }
}

extension String {
  fileprivate var trimmingTrailingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}

extension JSONValue {
  /// A goal's name may look like a number.
  fileprivate var name: String? { string ?? (object == nil && array == nil ? text : nil) }
}
