import CWorker
import Foundation
import Records
import Testing

@testable import PluginHost

@Suite struct WorkerProcessTests {
  @Test func `a batch that cannot be lent is not taken for one that was`() throws {
    let file = try TestPlugins.reference("conduct", "pass").file
    let output = try OutputBlock()
    var worker = mrw_worker()
    try #require(
      mrw_start(&worker, WorkerExecutable.find().path, file.descriptor, output.descriptor, WorkerProcess.memory, nil)
        == 0)
    defer { _ = mrw_stop(&worker, 0, nil, nil) }
    var reply = mrw_reply()
    func ask(_ request: inout mrw_request, about batch: Int32) -> Int32 {
      mrw_ask(&worker, &request, batch, Batch.capacity, 5000, &reply, nil, nil)
    }

    #expect(mrw_ask(&worker, nil, -1, 0, 5000, &reply, nil, nil) == MRW_ANSWERED)
    var request = mrw_request()
    request.kind = MRW_CREATE
    output.texts.copyBytes(from: Array("pass{}".utf8))
    request.id_length = 4
    request.length = 2
    #expect(ask(&request, about: -1) == MRW_ANSWERED)

    let batch = try Batch()
    request = mrw_request()
    request.kind = MRW_PROCESS
    #expect(ask(&request, about: batch.descriptor) == MRW_ANSWERED)
    let closed: Int32 = 1_000_000
    request = mrw_request()
    request.kind = MRW_PROCESS
    #expect(ask(&request, about: closed) == MRW_NOT_LENT)
    request = mrw_request()
    request.kind = MRW_PROCESS
    #expect(ask(&request, about: batch.descriptor) == MRW_ANSWERED)
  }

  /// Not even one that hangs: it is told of its host's death by the kernel.
  @Test func `a worker ends with its host`() throws {
    let folder = try TestPlugins.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appendingPathComponent("host").path
    let sources = TestPlugins.root.appendingPathComponent("Sources").path
    try TestPlugins.compile(
      "short_lived_host", to: program,
      options: ["CWorker", "CPluginCall", "CBatch"].flatMap { ["-I", "\(sources)/\($0)/include"] }
        + ["worker_start", "sealed_memory"].map { "\(sources)/CWorker/\($0).c" })

    let host = Process()
    let pipe = Pipe()
    host.executableURL = URL(fileURLWithPath: program)
    host.arguments = [try WorkerExecutable.find().path, try TestPlugins.path("hanging_constructor")]
    host.standardOutput = pipe
    try host.run()
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    let worker = try #require(Int32(line.trimmingCharacters(in: .newlines)))
    Thread.sleep(forTimeInterval: 0.1)
    #expect(Self.isRunning(worker))

    kill(host.processIdentifier, SIGKILL)
    host.waitUntilExit()
    for _ in 0..<500 where Self.isRunning(worker) { Thread.sleep(forTimeInterval: 0.01) }
    #expect(!Self.isRunning(worker))
    kill(worker, SIGKILL)
  }

  /// Neither gone nor waiting for somebody to ask how it ended.
  private static func isRunning(_ pid: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return status.split(separator: ")").last?.first { $0 != " " } != "Z"
  }
}
