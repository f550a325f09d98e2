import CWorker
import Records
import Testing

@testable import PluginHost

@Suite struct WorkerProcessTests {
  @Test func `a batch that cannot be lent is not taken for one that was`() throws {
    let file = try TestPlugins.reference("conduct", "pass").file
    let output = try OutputBlock()
    var worker = mrw_worker()
    try #require(
      mrw_start(&worker, WorkerExecutable.find().path, file.descriptor, output.descriptor, WorkerProcess.memory) == 0)
    defer { _ = mrw_stop(&worker, 0) }
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
}
