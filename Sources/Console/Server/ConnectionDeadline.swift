import NIOCore

/// Closes a connection when its time is over, whatever goes on in it: a client that takes or gives its bytes one by one is
/// rid of, and one that keeps its connection makes a new one.
final class ConnectionDeadline: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any

  private let lifetime: TimeAmount
  private var end: Scheduled<Void>?

  init(_ lifetime: TimeAmount) { self.lifetime = lifetime }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    end = context.eventLoop.scheduleTask(in: lifetime) { channel.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { end?.cancel() }

  func channelInactive(context: ChannelHandlerContext) {
    end?.cancel()
    context.fireChannelInactive()
  }
}
