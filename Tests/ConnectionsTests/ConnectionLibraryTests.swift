import Audit
import Foundation
import PluginHost
import Profiles
import Testing

@testable import Connections

@Suite struct ConnectionLibraryTests {
  let site: Site
  let library: ConnectionLibrary
  let audit: AuditLog

  init() throws {
    site = try Site()
    audit = AuditLog(url: site.folder.appending(path: "audit.jsonl"))
    library = ConnectionLibrary(
      folder: site.folder.appending(path: "connections"), store: site.store, catalogue: site.installation().catalogue,
      audit: audit, spoolFolder: site.folder.appending(path: "spool"))
    try FileManager.default.createDirectory(at: library.folder, withIntermediateDirectories: true)
  }

  static func text(_ more: String = "", goal: String = "all") -> String {
    """
    connection: plain   # as small as can be
    iterable: { api_key: "${env:KEY}" }
    \(more)
    goals:
      - import_profiles: \(goal)
        link: [{ field: email, property: email }]
        mappings: [{ field: firstName, property: first_name }]
    """
  }

  func file(_ text: String, _ path: String = "plain.yaml") throws -> ConnectionFile {
    let url = site.folder.appending(path: path)
    try text.write(to: url, atomically: true, encoding: .utf8)
    return try ConnectionFile(contentsOf: url)
  }

  func numbers() throws -> [Int64] {
    try site.store.read { try $0.connectionVersions("plain", before: nil, limit: 99) }.map(\.number)
  }

  @Test func `what is applied is kept as it was given, once, and noted in the audit log`() throws {
    let text = Self.text()
    let first = try library.apply(file(text), note: "first")
    #expect(first.isNew && first.version.number == 1 && first.version.text == text)
    #expect(try !library.apply(file(text)).isNew)
    // The same from another folder means the same: nothing in it is named from there.
    try FileManager.default.createDirectory(
      at: site.folder.appending(path: "other"), withIntermediateDirectories: true)
    #expect(try !library.apply(file(text, "other/copy.yaml")).isNew)
    #expect(try library.apply(file(Self.text("enabled: false"))).isNew)
    #expect(try numbers() == [2, 1])
    #expect(try library.connection("plain").enabled == false)
    var noted: [String] = []
    _ = try audit.read { noted.append("\($0.action) \($0["version"]?.integer ?? 0) \($0["note"]?.string ?? "-")") }
    #expect(noted == ["connection.apply 1 first", "connection.apply 2 -"])
  }

  @Test func `what has an error is not kept, and says where`() throws {
    let error = #expect(throws: ConnectionsError.self) { try library.apply(file(Self.text("enabeld: false"))) }
    #expect(error?.diagnostics.first?.position.line == 3)
    #expect(try numbers().isEmpty)
    let unknown = #expect(throws: ConnectionsError.self) { try library.connection("plian") }
    #expect(unknown?.hint?.contains("millrace apply") == true)
  }

  @Test func `the version that rules is told, and that a ruling file is gone`() throws {
    #expect(try library.apply(file(Self.text())).version.number == 1)
    #expect(try library.standing(of: "plain") == VersionStanding(ruling: 1))
    // A text that was only run is the newest version, and not the connection.
    let other = try file(Self.text("favorite: true"), "other.yaml").checkedConnection()
    #expect(try other.runVersion(in: site.installation()) == 2)
    #expect(try library.standing(of: "plain") == VersionStanding(ruling: 1))

    let ruling = try file(Self.text("labels: [a]"), "connections/a.yaml")
    #expect(try library.standing(of: "plain").ruling == nil, "no version has its text yet")
    let plan = try library.plan(file(Self.text("labels: [b]")))
    #expect(plan.refusal?.contains("connections/a.yaml; change that file") == true, "\(plan.refusal ?? "")")
    #expect(try library.plan(ruling).refusal == nil)
    var watch = ConnectionWatch(library)
    _ = try watch.changedContent { Issue.record("\($0)") }
    #expect(try library.standing(of: "plain") == VersionStanding(ruling: 3))

    try FileManager.default.removeItem(at: ruling.source.file!)
    #expect(try library.standing(of: "plain").reason?.contains("is gone") == true)
    // A new watch sees it as a service does that starts, and notes it once.
    for _ in 1...2 {
      var watch = ConnectionWatch(library)
      _ = try watch.changedContent { Issue.record("\($0)") }
    }
    let history = try library.history(of: "plain")
    #expect(history.map(\.origin) == [.delete, .file, .run, .apply])
    #expect(history[0].note == "its file is gone" && history[0].file == ruling.source.file?.path)
    #expect(try library.standing(of: "plain").reason == "the connection is deleted")
    // It comes back with its file, or by being restored.
    _ = try file(Self.text("labels: [a]"), "connections/a.yaml")
    watch = ConnectionWatch(library)
    _ = try watch.changedContent { Issue.record("\($0)") }
    #expect(try library.standing(of: "plain") == VersionStanding(ruling: 5))
  }

  @Test func `a file in the folder rules its connection, which goes when the file goes`() throws {
    let ruling = try file(Self.text(), "connections/a.yaml")
    let error = #expect(throws: ConnectionsError.self) { try library.apply(file(Self.text("enabled: false"))) }
    #expect(error?.code == .conflict && error?.message.contains("connections/a.yaml") == true)
    #expect(throws: ConnectionsError.self) { try library.delete("plain") }
    #expect(try library.apply(ruling).isNew)
    #expect(try library.member("plain").ruler == .file(ruling.source.file!))

    try FileManager.default.removeItem(at: ruling.source.file!)
    let gone = #expect(throws: ConnectionsError.self) { try library.connection("plain") }
    #expect(gone?.message.contains("is gone") == true)
    #expect(try library.apply(file(Self.text())).isNew, "now the store rules")
    #expect(try library.member("plain").ruler == .store)
    #expect(try library.delete("plain").number == 3)
    #expect(try library.member("plain").ruler == .deleted)
    #expect(throws: ConnectionsError.self) { try library.connection("plain") }
    #expect(try library.apply(file(Self.text())).isNew)
  }
}
