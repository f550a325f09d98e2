import Records
import Testing

@Suite struct AddressMaskTests {
  @Test(arguments: [
    ("nothing to see", "nothing to see"), ("to a@b.c, or 'd@e.f';", "to (e-mail), or '(e-mail)';"),
    ("email:'a@b.c',x", "email:'(e-mail)',x"), ("GET /users/a%40b.c", "GET (e-mail)"), ("two\nlines", "two\nlines"),
    ("<ünder@straße.example>", "<(e-mail)>"), ("@", "(e-mail)"), ("", ""),
  ])
  func `addresses are taken out, whatever stands around them`(_ text: String, _ masked: String) {
    #expect(AddressMask.masked(text) == masked)
  }
}
