import CSandbox
import Hummingbird
import NIOCore

/// The body of an answer on its way: generated, spoilt as a fault says, compressed where the client takes it.
struct Delivery: Sendable {
  /// Ends a connection in the middle of a body.
  struct Cut: Error {}

  let sandbox: Sandbox
  let body: Answer.Body
  let fault: Fault?
  let compresses: Bool

  func send(to writer: inout any ResponseBodyWriter) async throws {
    var pieces = Pieces(self)
    let gzip = compresses ? GzipStream() : nil
    var sent = 0
    while let piece = pieces.next() {
      var bytes = gzip.map { $0.compress(piece, last: false) } ?? piece
      if let cut = fault?.cutAfterBytes, sent + bytes.readableBytes >= cut {
        try await writer.write(bytes.readSlice(length: cut - sent)!)
        try await drop()
      }
      sent += bytes.readableBytes
      try await writer.write(bytes)
    }
    if let gzip { try await writer.write(gzip.compress(ByteBuffer(), last: true)) }
    if fault?.cutAfterBytes != nil || fault?.excessContentLength != nil { try await drop() }
    try await writer.finish(nil)
  }

  /// Lets what was written go out first.
  private func drop() async throws {
    try await Task.sleep(for: .milliseconds(30))
    throw Cut()
  }

  /// Bytes of the whole body before compression; generates it once.
  var length: Int {
    var pieces = Pieces(self)
    var length = 0
    while let piece = pieces.next() { length += piece.readableBytes }
    return length
  }

  /// The body, a piece at a time, with the faults that change its content.
  private struct Pieces {
    let sandbox: Sandbox
    let fault: Fault?
    private var bytes: ByteBuffer?
    private var rows: (source: any RowSource, rest: Range<Int>)?
    private var line = 1
    private var given = 0

    init(_ delivery: Delivery) {
      sandbox = delivery.sandbox
      fault = delivery.fault
      switch delivery.body {
      case .bytes(let whole): bytes = ByteBuffer(bytes: whole)
      case .rows(let source, let places): rows = (source, places)
      }
    }

    mutating func next() -> ByteBuffer? {
      guard var piece = raw(), piece.readableBytes > 0 else { return nil }
      if let malformed = fault?.malformedLine { piece = halve(line: malformed, piece) }
      if let limit = fault?.truncateAfterBytes {
        guard given < limit else { return nil }
        piece = piece.readSlice(length: min(limit - given, piece.readableBytes))!
      }
      given += piece.readableBytes
      return piece
    }

    private mutating func raw() -> ByteBuffer? {
      if let (source, rest) = rows {
        let (piece, after) = sandbox.piece(source, rest)
        rows = (source, after)
        return piece
      }
      defer { bytes = nil }
      return bytes
    }

    /// Pieces of generated text end with whole lines; a short answer may be one line without an end.
    private mutating func halve(line malformed: Int, _ piece: ByteBuffer) -> ByteBuffer {
      var spoilt = ByteBuffer()
      let lines = piece.readableBytesView.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for (place, text) in lines.enumerated() {
        if place > 0 {
          spoilt.writeInteger(UInt8(ascii: "\n"))
          line += 1
        }
        spoilt.writeBytes(line == malformed ? text.prefix(text.count / 2) : text)
      }
      return spoilt
    }
  }
}

/// Owns a gzip stream of the C library. Stays with the one task that sends the body.
final class GzipStream: @unchecked Sendable {
  private let stream: OpaquePointer

  init?() {
    guard let stream = gzip_open() else { return nil }
    self.stream = stream
  }

  deinit { gzip_close(stream) }

  /// All of the bytes, compressed and flushed.
  func compress(_ bytes: ByteBuffer, last: Bool) -> ByteBuffer {
    var compressed = ByteBuffer()
    compressed.writeWithUnsafeMutableBytes(minimumWritableBytes: gzip_bound(bytes.readableBytes)) { room in
      bytes.withUnsafeReadableBytes { gzip_write(stream, $0.baseAddress, $0.count, last, room.baseAddress, room.count) }
    }
    return compressed
  }
}
