import ArgumentParser
import CMillrace
import Foundation
import Profiles
import Records

struct ProfileImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Profiles from a file of JSON lines.",
    discussion: """
      A line is {"properties": {"email": "ann@example.com", "points": [5]}}. A property that is named is replaced, an
      empty one cleared, others stay. The profile is found by its identifiers, and new where none finds one.

      Where wanted it also has "permission_level"; "viewed_interactions", ids or {"id": "banner", "name": "Banner",
      "first_seen": "2026-01-31", "last_seen": "2026-02-01", "count": 3}, of which the earliest, the latest and the highest
      stay; and "timeline": [{"event_type": "order", "id": "1", "date": "2026-01-31T08:00:00Z", "properties":
      {"total_revenue": 5}}], where an event with the same type, id and date is replaced and others stay.
      """)

  @Argument(help: "The file.", completion: .file())
  var file: String

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  /// Rejected lines that are told one by one.
  private static let toldRejects = 20
  private static let batchesPerTransaction = 10

  func run() throws {
    let reader = try JSONLinesReader(path: file)
    let store = try homeOptions.folder.openStore()
    let timelines = try TimelineImporter(homeOptions.folder)
    let importer = ProfileImporter(properties: try store.read { try $0.properties() })
    let batch = try Batch()
    var counters = Counters()
    var told = 0
    func tell(_ row: UInt64, _ reason: String) {
      told += 1
      if told <= Self.toldRejects { Terminal.say("\(file): record \(row): \(reason)") }
    }
    func reject(_ row: UInt64, _ reason: String) {
      counters.rejected += 1
      tell(row, reason)
    }
    var isAtEnd = false
    while !isAtEnd {
      try store.write { writer in
        for _ in 0..<Self.batchesPerTransaction {
          guard try reader.read(into: batch) else {
            isAtEnd = true
            return
          }
          counters.read += batch.rowCount
          for rejection in batch.rejections { reject(batch.rowNumbers[rejection.row], rejection.reason) }
          for row in 0..<batch.rowCount where batch.isKept(row) {
            let profile: ProfileID
            switch try add(batch, row, importer, writer) {
            case .created(let id): (profile, counters.created) = (id, counters.created + 1)
            case .updated(let id): (profile, counters.updated) = (id, counters.updated + 1)
            case .unchanged(let id): (profile, counters.unchanged) = (id, counters.unchanged + 1)
            case .rejected(let reason):
              reject(batch.rowNumbers[row], reason)
              continue
            }
            for reason in try timelines.add(batch, row, to: profile, &counters, writer) {
              tell(batch.rowNumbers[row], reason)
            }
          }
        }
      }
    }
    show(counters)
    if counters.rejected + counters.eventsRefused > 0 { throw ExitCode.rejects }
  }

  private func add(
    _ batch: Batch, _ row: Int, _ importer: ProfileImporter, _ writer: any ProfileWriter
  ) throws -> ProfileImporter.Outcome {
    guard let column = batch.column(named: "properties"), batch.cells(column)[row].kind == UInt8(MR_OBJECT) else {
      return .rejected(reason: "it has no object 'properties'")
    }
    var permission: PermissionLevel?
    if let column = batch.column(named: "permission_level"), batch.cells(column)[row].kind != UInt8(MR_ABSENT) {
      let cell = batch.cells(column)[row]
      let name = cell.kind == UInt8(MR_TEXT) ? String(decoding: batch.bytes(of: cell), as: UTF8.self) : ""
      permission = PermissionLevel(name)
      guard permission != nil else { return .rejected(reason: "its 'permission_level' is not a known one") }
    }
    return try importer.add(
      batch.bytes(of: batch.cells(column)[row]), permission: permission, viewed: viewed(batch, row), to: writer)
  }

  private func viewed(_ batch: Batch, _ row: Int) -> PropertyValue {
    guard let column = batch.column(named: SystemProperty.viewedInteractions) else { return .absent }
    let cell = batch.cells(column)[row]
    switch UInt32(cell.kind) {
    case MR_ABSENT, MR_NULL: return .absent
    case MR_LIST: return .list(batch.bytes(of: cell))
    case MR_OBJECT: return .object(batch.bytes(of: cell))
    case MR_TEXT: return .text(batch.bytes(of: cell))
    default: return .bool(false)
    }
  }

  private func show(_ counters: Counters) {
    let shown: [(String, Int)] = [
      ("read", counters.read), ("created", counters.created), ("updated", counters.updated),
      ("unchanged", counters.unchanged), ("rejected", counters.rejected), ("events", counters.events),
      ("events_refused", counters.eventsRefused), ("events_left_out", counters.eventsLeftOut),
    ]
    switch outputOptions.output {
    case .json:
      Terminal.print(.object(shown.map { JSONValue.Member(key: $0.0, value: .integer(Int64($0.1))) }))
    case .table:
      // Of events only what there is.
      let words = shown.filter { $0.1 > 0 || !$0.0.hasPrefix("events") }
      Terminal.print(words.map { "\($0.1.grouped) \($0.0.replacing("_", with: " "))" }.joined(separator: ", "))
    }
  }
}
