import NIOCore

/// Text that is generated while it is sent: every place gives some bytes, or none.
protocol RowSource: Sendable {
  /// Appends what belongs to this place. Called with the project locked.
  func write(place: Int, of project: Project, into bytes: inout ByteBuffer)
}
