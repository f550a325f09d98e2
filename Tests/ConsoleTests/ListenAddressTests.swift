import Testing

@testable import Console

@Suite struct ListenAddressTests {
  @Test(arguments: ["127.0.0.1:8731", "127.1.2.3:1", "localhost:0", "[::1]:65535"])
  func `addresses on loopback are taken`(_ text: String) throws {
    #expect(try ListenAddress(text).description == text)
  }

  @Test(arguments: ["0.0.0.0:80", "[::]:80", "192.168.1.4:8731", "example.com:80", "[::ffff:127.0.0.1]:1"])
  func `others take TLS and a user`(_ text: String) throws {
    let address = try ListenAddress(text)
    #expect(!address.isLoopback)
    let served = try Served()
    let bare = #expect(throws: ConsoleError.self) { try served.console.openWeb(address) }
    #expect(bare?.message.contains("names no certificate") == true)
    let files = TLSFiles(certificate: served.home.appending(path: "a"), privateKey: served.home.appending(path: "b"))
    let lonely = #expect(throws: ConsoleError.self) { try served.console.openWeb(address, tls: files) }
    #expect(lonely?.message.contains("nobody can sign in yet") == true)
  }

  @Test(arguments: [
    "", "8731", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "127.0.0.1:8 0",
  ])
  func `what is no address is told how one looks`(_ text: String) {
    let error = #expect(throws: ConsoleError.self) { try ListenAddress(text) }
    #expect(error?.hint == "write HOST:PORT, such as 127.0.0.1:8731")
  }
}
