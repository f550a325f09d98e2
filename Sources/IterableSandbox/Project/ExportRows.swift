import CSandbox
import NIOCore

/// What an export asks for, and its rows. The places of a user export are the subscribers' keys; those of the others
/// are the seeded subscribers, then what requests recorded. Place -1 is the header of a CSV.
struct ExportRows: RowSource {
  enum Kind: Sendable { case user, purchase, customEvent, nothingRecorded }
  enum Format: Sendable, Equatable {
    case json
    case csv(delimiter: String)
  }

  let dataTypeName: String
  let kind: Kind
  let format: Format
  /// Seconds since 1970: from, and below. Users by `profileUpdatedAt`, the others by `createdAt`.
  let window: Range<Int>
  private let onlyFields: [String]?
  private let omitFields: Set<String>
  private let campaignID: Int?
  /// The seeded fields that go through, as the generator wants them.
  private let seededFields: UInt64
  private let columns: [String]

  init(
    dataTypeName: String, format: Format, window: Range<Int>, onlyFields: [String]?, omitFields: [String],
    campaignID: Int?, project: Project
  ) throws(Refusal) {
    guard let name = Self.dataTypeNames.first(where: { $0.lowercased() == dataTypeName.lowercased() }) else {
      throw .badParams("Invalid dataTypeName: \(dataTypeName)")
    }
    self.dataTypeName = name
    kind =
      switch name {
      case "user": .user
      case "purchase": .purchase
      case "customEvent": .customEvent
      default: .nothingRecorded
      }
    self.format = format
    self.window = window
    self.onlyFields = onlyFields
    self.omitFields = Set(omitFields)
    self.campaignID = campaignID
    let omitted = self.omitFields
    let names = SubscriberGenerator.fields.prefix(SubscriberGenerator.topLevelCount).map {
      $0.name == "emailListIds" ? project.listField : $0.name
    }
    let goesThrough = { (name: String) in onlyFields?.contains(name) ?? true && !omitted.contains(name) }
    seededFields = names.enumerated().reduce(0) { mask, field in
      goesThrough(field.element) ? mask | 1 << UInt64(field.offset) : mask
    }
    let all: [String] =
      switch kind {
      case .user: names + project.userFields.types.keys.filter { !names.contains($0) && !$0.contains(".") }.sorted()
      case .purchase:
        ["_id", "email", "userId", "total", "campaignId", "templateId", "shoppingCartItems", "itblInternal"]
      case .customEvent:
        ["_id", "email", "userId", "eventName", "campaignId", "templateId"]
          + Set(project.eventFields.values.flatMap { $0.types.keys.filter { !$0.contains(".") } }).sorted()
      case .nothingRecorded: []
      }
    // Recorded exports start with createdAt whatever was asked for.
    columns = (kind == .user ? [] : ["createdAt"]) + all.filter(goesThrough)
  }

  /// All places, as the project stands now.
  func places(_ project: Project) -> Range<Int> {
    let end =
      switch kind {
      case .user: project.keys.upperBound
      case .purchase: project.subscriberCount + project.purchases.count
      case .customEvent: project.subscriberCount + project.events.count
      case .nothingRecorded: 0
      }
    return format == .json ? 0..<end : -1..<end
  }

  var contentType: String { format == .json ? "text/plain; charset=utf-8" : "text/csv; charset=utf-8" }

  func write(place: Int, of project: Project, into bytes: inout ByteBuffer) {
    if place < 0 {
      writeLine(columns.map(Self.quoted), into: &bytes)
      return
    }
    if kind == .user, place < project.subscriberCount, project.changes[place] == nil {
      guard window.contains(project.generator.updatedAt(index: place)) else { return }
      if format == .json {
        bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: SubscriberGenerator.longestRow) {
          project.generator.write(index: place, fields: seededFields, into: $0.baseAddress!)
        }
        return
      }
    }
    guard let row = row(place, of: project) else { return }
    switch format {
    case .json:
      var shown = row
      shown.remove { !(onlyFields?.contains($0) ?? true) || omitFields.contains($0) }
      bytes.writeString(JSON.object(shown).text)
      bytes.writeInteger(UInt8(ascii: "\n"))
    case .csv:
      writeLine(
        columns.map { column in
          switch row[column] {
          case nil, .null: ""
          case .string(let text): Self.quoted(text)
          case .array(let values): Self.quoted("[" + values.map(\.text).joined(separator: ",") + "]")
          case let value?: Self.quoted(value.text)
          }
        }, into: &bytes)
    }
  }

  private func row(_ place: Int, of project: Project) -> JSONObject? {
    let recorded = place - project.subscriberCount
    switch kind {
    case .nothingRecorded: return nil
    case .user:
      let updatedAt = project.changes[place]?.updatedAt ?? project.generator.updatedAt(index: place)
      return window.contains(updatedAt) ? project.document(place) : nil
    case .purchase:
      if recorded < 0 { return seeded(place, project, subscribers_purchase) }
      let purchase = project.purchases[recorded]
      return passes(purchase.createdAt, purchase.campaignID) ? purchase.exportRow : nil
    case .customEvent:
      if recorded < 0 { return seeded(place, project, subscribers_event) }
      let event = project.events[recorded]
      return passes(event.createdAt, event.campaignID) ? event.exportRow : nil
    }
  }

  private func passes(_ time: Int, _ campaign: Int?) -> Bool {
    window.contains(time) && (campaignID == nil || campaignID == campaign)
  }

  private func seeded(
    _ place: Int, _ project: Project,
    _ write: (UnsafePointer<subscribers>?, UInt64, UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<CChar>?) -> Int
  ) -> JSONObject? {
    guard campaignID == nil, let row = project.generator.recorded(index: place, write) else { return nil }
    return window.contains(row.time) ? (try? JSONParser.parse(row.text))?.object : nil
  }

  // MARK: CSV

  private func writeLine(_ cells: [String], into bytes: inout ByteBuffer) {
    guard case .csv(let delimiter) = format else { return }
    bytes.writeString(cells.joined(separator: delimiter) + "\n")
  }

  private static func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

  static let dataTypeNames = [
    "user", "purchase", "customEvent", "emailSubscribe", "emailUnSubscribe", "hostedUnsubscribeClick", "emailSend",
    "emailOpen", "emailClick", "emailComplaint", "emailBounce", "emailSendSkip", "pushSend", "pushOpen",
    "pushUninstall", "pushBounce", "pushSendSkip", "inAppSend", "inAppOpen", "inAppClick", "inAppClose",
    "inAppDelete", "inAppDelivery", "inAppSendSkip", "inAppRecall", "inboxSession", "inboxMessageImpression",
    "smsSend", "smsBounce", "smsClick", "smsReceived", "smsSendSkip", "smsUsageInfo", "webPushSend", "webPushClick",
    "webPushSendSkip", "rcsSend", "rcsSendSkip", "embeddedSend", "embeddedSendSkip", "embeddedClick",
    "embeddedReceived", "embeddedImpression", "embeddedSession", "unknownSession", "anonSession", "journeyExit",
    "whatsAppBounce", "whatsAppClick", "whatsAppReceived", "whatsAppSeen", "whatsAppSend", "whatsAppSendSkip",
    "whatsAppUsageInfo",
  ]
}
