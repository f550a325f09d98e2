/// This machine, as itself: what is sent there does not leave it.
public enum Loopback {
  public static func isHost(_ host: String) -> Bool {
    let host = host.lowercased()
    return host == "localhost" || host == "::1" || host == "[::1]"
      || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil
  }
}
