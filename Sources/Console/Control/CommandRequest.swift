import IterableAPI
import Records

/// A command that somebody called while this process has the store.
public struct CommandRequest: Sendable {
  /// As they were typed, without the program's name.
  public var arguments: [String]
  /// Where it was called; files are named from there.
  public var folder: String
  /// Whether somebody sees its messages at once.
  public var hasTerminal: Bool
  /// Whether its output may have colours.
  public var hasColour: Bool

  public init(arguments: [String], folder: String, hasTerminal: Bool, hasColour: Bool) {
    self.arguments = arguments
    self.folder = folder
    self.hasTerminal = hasTerminal
    self.hasColour = hasColour
  }

  public var json: JSONValue {
    [
      "arguments": .array(arguments.map { .string($0) }), "folder": .string(folder), "terminal": .bool(hasTerminal),
      "colour": .bool(hasColour),
    ]
  }

  /// Throws ``ConsoleError`` `badRequest`.
  init(_ json: JSONValue) throws(ConsoleError) {
    try json.allow("arguments", "folder", "terminal", "colour")
    let arguments = try json.optional("arguments", "a list of texts") { value -> [String]? in
      guard let texts = value.array?.compactMap(\.string), texts.count == value.array?.count else { return nil }
      return texts
    }
    guard let arguments, let folder = try json.optional("folder", "a text", \.string) else {
      throw ConsoleError(.badRequest, "'arguments' and 'folder' are missing")
    }
    self.init(
      arguments: arguments, folder: folder,
      hasTerminal: try json.optional("terminal", "true or false", \.bool) ?? false,
      hasColour: try json.optional("colour", "true or false", \.bool) ?? false)
  }
}

/// A command at work for a client: what it writes goes there, and the client may end it.
public final class CommandSession: Sendable {
  public let id: Int64
  public let request: CommandRequest
  /// Set when the client wants the command to end.
  public let cancellation = Cancellation()
  let output = CommandOutput()

  init(id: Int64, request: CommandRequest) {
    self.id = id
    self.request = request
  }

  /// Sends text to the client's standard output or standard error. Waits for a client that is slow, but not for long: what
  /// one does not take is dropped. Any thread.
  public func write(_ text: String, isMessage: Bool) {
    output.send([isMessage ? "message" : "output": .string(text)])
  }
}
