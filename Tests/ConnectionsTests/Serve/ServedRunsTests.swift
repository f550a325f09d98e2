import Foundation
import Testing

@testable import Connections

@Suite struct ServedRunsTests {
  /// Runs whose changes can stand in an expectation.
  private final class Board {
    var runs = ServedRuns()
    let connection: Connection

    init(every minutes: Int? = 10) throws {
      connection = try TimetableTests.connection("a", every: minutes)
      runs.timetable.set([connection], now: TimetableTests.start) { _ in nil }
    }

    func ask(_ options: RunOptions = RunOptions()) throws -> ServedRun { try runs.ask(connection, options) }
    func due(_ minutes: Double) -> [ServedRun] { runs.due(now: TimetableTests.at(minutes)) }
    func ended(_ run: ServedRun, isOwed: Bool = false) -> ServedRun? { runs.ended(run, isOwed: isOwed) }
    func withdraw(_ run: ServedRun) -> Bool { runs.withdraw(run) }
  }

  @Test func `a run by hand starts where nothing goes on, and else waits for its turn, once`() throws {
    let board = try Board()
    let first = try board.ask()
    #expect(first.state.stage == .starting)
    let second = try board.ask(RunOptions(full: true))
    #expect(second.state.stage == .waiting && second.id == 2)
    let refusal = #expect(throws: ConnectionsError.self) { try board.ask() }
    #expect(refusal?.message.contains("waits already") == true)
    #expect(board.ended(first) === second)
    #expect(board.ended(second) == nil)
    #expect(board.runs.over.map(\.id) == [1, 2] && board.runs.active.isEmpty && board.runs.waiting.isEmpty)
  }

  @Test func `a schedule waits for a run by hand, and a run by hand for one of a schedule`() throws {
    let board = try Board()
    let hand = try board.ask()
    #expect(board.due(9).isEmpty)
    let scheduled = try #require(board.ended(hand))
    #expect(scheduled.isScheduled && !hand.isScheduled)
    let next = try board.ask()
    #expect(next.state.stage == .waiting && board.due(19).isEmpty)
    #expect(board.ended(scheduled) === next)
    // What was due meanwhile comes behind it.
    #expect(board.ended(next)?.isScheduled == true)
  }

  @Test func `a run that is owed is not forgotten over one by hand`() throws {
    let board = try Board()
    let scheduled = try #require(board.due(9).first)
    let hand = try board.ask()
    #expect(board.ended(scheduled, isOwed: true) === hand)
    #expect(board.ended(hand)?.isScheduled == true)
  }

  @Test func `what waits can be withdrawn, and nothing starts when it stops`() throws {
    let board = try Board()
    let first = try board.ask()
    let second = try board.ask()
    #expect(board.withdraw(second))
    #expect(!board.withdraw(second) && board.due(9).isEmpty)
    board.runs.stop()
    #expect(board.ended(first) == nil && board.due(60).isEmpty)
    #expect(throws: ConnectionsError.self) { try board.ask() }
  }

  @Test func `a connection that no schedule has can be run as well`() throws {
    let board = try Board()
    let run = try board.runs.ask(try TimetableTests.connection("b", every: nil), RunOptions())
    #expect(board.ended(run) == nil)
  }

  @Test func `only the latest are remembered`() throws {
    let board = try Board(every: nil)
    for _ in 0..<150 { _ = board.ended(try board.ask()) }
    #expect(board.runs.all.map(\.id) == Array(51...150))
  }
}
