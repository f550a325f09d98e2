import Foundation
import Testing

@testable import Connections

@Suite struct TimetableTests {
  static func connection(_ id: String, every minutes: Int?, enabled: Bool = true) throws -> Connection {
    let schedule = minutes.map { "schedule: { every_minutes: \($0) }" } ?? ""
    return try ConnectionFile(
      parsing: """
        connection: \(id)
        enabled: \(enabled)
        iterable: { data_center: eu, api_key: "${env:KEY}" }
        \(schedule)
        """, name: "\(id).yaml"
    ).checkedConnection()
  }

  static let start = ScheduleTests.date("2026-01-01T00:01:00Z")
  static func at(_ minutes: Double) -> Date { start.addingTimeInterval(minutes * 60) }

  func table(_ connections: [Connection], lastRun: Date? = nil, now: Date = start) -> Timetable {
    var table = Timetable()
    table.set(connections, now: now) { _ in lastRun }
    return table
  }

  @Test func `a connection is due at its moments, and not before`() throws {
    var table = table([try Self.connection("a", every: 10), try Self.connection("b", every: nil)])
    #expect(table.due(now: Self.at(8)).isEmpty)
    #expect(table.due(now: Self.at(9)).map(\.id) == ["a"])
    #expect(table.ended("a") == nil)
    #expect(table.due(now: Self.at(10)).isEmpty)
    #expect(table.due(now: Self.at(19)).map(\.id) == ["a"])
    #expect(table.upcoming.map(\.date) == [Self.at(29)])
  }

  @Test func `what is due while it runs waits, once`() throws {
    var table = table([try Self.connection("a", every: 1)])
    #expect(table.due(now: Self.at(1)).count == 1)
    #expect(table.due(now: Self.at(2)).isEmpty && table.due(now: Self.at(3)).isEmpty)
    #expect(table.ended("a")?.id == "a")
    // It runs again; nothing new was due meanwhile.
    #expect(table.ended("a") == nil)
    #expect(table.due(now: Self.at(4)).count == 1)
  }

  @Test func `what was missed is caught up once`() throws {
    var table = table([try Self.connection("a", every: 10)], lastRun: Self.at(-300))
    #expect(table.due(now: Self.start).count == 1)
    #expect(table.ended("a") == nil && table.due(now: Self.at(8)).isEmpty)
    #expect(table.due(now: Self.at(9)).count == 1)
  }

  @Test func `nothing is caught up where nothing was missed`() throws {
    var table = table([try Self.connection("a", every: 10)], lastRun: Self.at(-0.5))
    #expect(table.due(now: Self.start).isEmpty)
    var new = self.table([try Self.connection("a", every: 10)])
    #expect(new.due(now: Self.start).isEmpty)
  }

  @Test func `an unchanged schedule keeps its moment, a changed one begins now`() throws {
    var table = table([try Self.connection("a", every: 10)])
    table.set([try Self.connection("a", every: 10)], now: Self.at(8)) { _ in Self.at(-1000) }
    #expect(table.upcoming.map(\.date) == [Self.at(9)])
    table.set([try Self.connection("a", every: 30)], now: Self.at(8)) { _ in Self.at(-1000) }
    #expect(table.upcoming.map(\.date) == [Self.at(29)])
    table.set([try Self.connection("a", every: 30, enabled: false)], now: Self.at(8)) { _ in nil }
    #expect(table.upcoming.isEmpty)
    table.set([], now: Self.at(8)) { _ in nil }
    #expect(table.connections.isEmpty && table.ended("a") == nil)
  }

  @Test func `a wrong clock does not keep a connection from running when it is set right`() throws {
    var table = table([try Self.connection("a", every: 10)], lastRun: Self.at(1_000_000))
    #expect(table.upcoming.map(\.date) == [Self.at(9)])
    #expect(table.due(now: Self.at(1_000_000)).count == 1)
    _ = table.ended("a")
    #expect(table.due(now: Self.at(12)).isEmpty)
    #expect(table.due(now: Self.at(19)).count == 1)
  }

  @Test func `a connection whose file comes back while it runs is not due for that`() throws {
    let connection = try Self.connection("a", every: 10)
    var table = table([connection])
    #expect(table.due(now: Self.at(9)).count == 1)
    table.set([], now: Self.at(10)) { _ in nil }
    table.set([connection], now: Self.at(11)) { _ in .distantPast }
    #expect(table.due(now: Self.at(12)).isEmpty && table.ended("a") == nil)
  }

  @Test func `a run that was continued is followed by the one that was due`() throws {
    var table = table([try Self.connection("a", every: 10), try Self.connection("b", every: nil)])
    #expect(table.due(now: Self.at(9)).count == 1)
    #expect(table.ended("a", isOwed: true)?.id == "a")
    #expect(table.ended("a") == nil && table.ended("b", isOwed: true) == nil)
  }

  @Test func `a clock that is set back makes nothing due twice`() throws {
    var table = table([try Self.connection("a", every: 10)])
    #expect(table.due(now: Self.at(9)).count == 1)
    _ = table.ended("a")
    #expect(table.due(now: Self.at(5)).isEmpty && table.due(now: Self.at(10)).isEmpty)
    #expect(table.due(now: Self.at(19)).count == 1)
  }
}
