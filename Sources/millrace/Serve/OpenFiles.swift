import Foundation

/// How many files and sockets this process may have open.
enum OpenFiles {
  /// Enough for every connection that the console accepts, and for the store, downloads and workers beside them.
  private static let wanted: rlim_t = 4096

  /// Asks for more, as far as the system lets it.
  static func allowMore() {
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(kind, &limit) == 0, limit.rlim_cur < wanted else { return }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    setrlimit(kind, &limit)
  }
}
