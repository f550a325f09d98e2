import Testing

@testable import Messages

@Suite struct EmailAddressTests {
  @Test(arguments: [
    "ops@example.com", "first.last+tag@mail.example.co.uk", "o'neil@example.com", "root@localhost", "a@b.c",
  ])
  func `an address is taken as it is`(text: String) { #expect(EmailAddress(text)?.text == text) }

  @Test(arguments: [
    "", "ops", "@example.com", "ops@", "ops@example", "ops@@example.com", "ops@.example.com", "ops@example..com",
    ".ops@example.com", "ops.@example.com", "o..ps@example.com", "ops @example.com", "Ops <ops@example.com>",
    "ops@example.com, eve@example.com", "ops@example.com\r\nBcc: eve@example.com", "ops@-example.com",
    "ops@exämple.com", "öps@example.com", "ops@[127.0.0.1]", "\"ops\"@example.com", "ops@example.com>",
    String(repeating: "a", count: 65) + "@example.com", "a@" + String(repeating: "b", count: 64) + ".com",
  ])
  func `what is none is not`(text: String) { #expect(EmailAddress(text) == nil) }
}
