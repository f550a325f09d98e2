import Connections
import Foundation
import Testing

@Suite struct SecretTests {
  @Test func `secrets are found where their references say, and only if nobody else can read them`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "secrets-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "key").path()
    #expect(FileManager.default.createFile(atPath: file, contents: Data("abc\n".utf8), attributes: nil))
    chmod(file, 0o600)
    #expect(try SecretReference("${file:\(file)}")?.resolve() == "abc")
    #expect(try SecretReference("${cred:key}")?.resolve(environment: ["CREDENTIALS_DIRECTORY": folder.path()]) == "abc")
    #expect(try SecretReference("${env:KEY}")?.resolve(environment: ["KEY": " abc "]) == "abc")

    chmod(file, 0o644)
    for text in ["${file:\(file)}", "${cred:key}", "${env:NOT_SET}", "${file:/no/such/file}"] {
      let error = #expect(throws: ConnectionsError.self) { try SecretReference(text)?.resolve(environment: [:]) }
      #expect(error?.code == .secret)
      #expect(error?.description.contains("abc") == false)
    }
    for text in ["abc", "${env:}", "${env:A-B}", "${file:relative}", "${cred:../up}", "${vault:x}"] {
      #expect(SecretReference(text) == nil, "\(text)")
    }
  }
}
