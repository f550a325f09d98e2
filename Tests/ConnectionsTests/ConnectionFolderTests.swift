import Foundation
import Testing

@testable import Connections

@Suite struct ConnectionFolderTests {
  @Test func `a folder that is not there is empty, one that cannot be listed is told once`() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "connections-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    var folder = ConnectionFolder(place)
    #expect(try folder.changedContent().get()?.connections.isEmpty == true)
    #expect(try folder.changedContent().get() == nil)

    try Data().write(to: place)
    var other = ConnectionFolder(place)
    let error = #expect(throws: ConnectionsError.self) { try other.changedContent().get() }
    #expect(error?.message.contains(place.path) == true)
    #expect(try other.changedContent().get() == nil)
  }
}
