import CControl
import Foundation
import Hummingbird
import NIOCore

/// Lets only the user who serves, and root, in; the kernel says who asks.
struct PeerMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    let peer = try await context.channel.peer()
    guard peer.user == geteuid() || peer.user == 0 else {
      throw ConsoleError(.forbidden, "only the user who serves, and root, may ask here")
    }
    return try await next(request, context)
  }
}

extension Channel {
  /// Who is at the other end of a Unix socket.
  func peer() async throws -> mrc_peer {
    guard let provider = self as? any SocketOptionProvider else {
      throw ConsoleError(.forbidden, "nobody knows who asks")
    }
    return try await provider.unsafeGetSocketOption(level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
      .get()
  }
}
