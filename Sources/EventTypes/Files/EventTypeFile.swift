import Foundation
import Records

/// A file of event types: one as XML, or one or more as BlueConic's JSON. Which it is, its first character says.
public struct EventTypeFile: Sendable {
  public enum Format: String, Sendable { case xml, blueconic }

  public let format: Format
  /// Sound ones; empty where there is an error among the diagnostics.
  public let types: [EventType]
  /// All that is to be put right or to be known, in the order of the file.
  public let diagnostics: [Diagnostic]

  /// Bytes; larger files are refused.
  public static let sizeLimit = 1 << 20
  /// After so many errors the rest of a file is not looked at.
  static let errorLimit = 20

  /// Throws ``EventTypesError`` of code `file` where it cannot be read.
  public init(contentsOf path: String) throws(EventTypesError) {
    do {
      guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
      self.init(Array(try file.read(upToCount: Self.sizeLimit + 1) ?? Data()), file: path)
    } catch {
      throw EventTypesError(.file, "cannot read \(path)", hint: "check that it is a file, and that you may read it")
    }
  }

  /// - Parameter file: its name in diagnostics.
  public init(_ bytes: [UInt8], file: String) {
    let start = bytes.first { byte in ![0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains(byte) }
    (format, types, diagnostics) = bytes.withUnsafeBytes { bytes in
      let notes = FileNotes(file: file, bytes: bytes)
      guard bytes.count <= Self.sizeLimit else {
        notes.error(
          at: 0, "it is larger than \(Self.sizeLimit >> 20) MB",
          hint: "an event type has a few kilobytes; is it the right file?")
        return (.xml, [], notes.sorted)
      }
      switch start {
      case UInt8(ascii: "<"):
        let type = EventTypeXMLReader.read(bytes, notes)
        return (.xml, notes.hasErrors ? [] : [type], notes.sorted)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let types = BlueConicReader.read(bytes, notes)
        return (.blueconic, notes.hasErrors ? [] : types, notes.sorted)
      default:
        notes.error(
          at: 0, "it is neither XML nor JSON", hint: "begin with <event-type xmlns=\"\(EventTypeXML.namespace)\" …")
        return (.xml, [], notes.sorted)
      }
    }
  }

  /// The types; throws ``EventTypesError`` of code `invalidFile` with all errors, each `file:line:column: …`.
  public func checkedTypes() throws(EventTypesError) -> [EventType] {
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      throw EventTypesError(.invalidFile, errors.map(\.description).joined(separator: "\n"))
    }
    return types
  }
}
