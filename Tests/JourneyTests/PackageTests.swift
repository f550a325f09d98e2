import Foundation
import Testing

/// `make deb`, of what the tests were built with, and what is in the package.
@Suite(.serialized) struct PackageTests {
  static let missing = ["patchelf", "dpkg-shlibdeps", "strip"].first { tool in
    !FileManager.default.isExecutableFile(atPath: "/usr/bin/\(tool)")
  }

  private func has(_ tool: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(tool)") }

  @Test(.enabled(if: missing == nil, "a tool of 'make deb' is missing"))
  func `the package runs where there is no Swift, with all that belongs to it`() throws {
    let folder = try TemporaryFolder()
    func shell(_ command: String) throws -> (status: Int32, text: String) {
      try Program.shell(command, in: folder.url)
    }
    let file = folder.url.appendingPathComponent("millrace.deb").path
    let made = try Program.shell(
      "make -s -o build deb BUILT='\(Program.folder.path)' DEB='\(file)' DEB_FLAGS='-Zgzip -z1'", in: Program.root)
    try #require(made.status == 0, "\(made.text)")
    #expect(try shell("dpkg -x millrace.deb x && dpkg-deb -e millrace.deb control").status == 0)

    // The program, with nothing of this machine's but Debian's own libraries.
    let alone = "env -i PATH=/usr/bin:/bin HOME='\(folder.url.path)' x/usr/bin/millrace"
    #expect(try shell("\(alone) --version").text == Program.run("--version").output)
    let doctor = try shell("\(alone) doctor")
    #expect(doctor.status == 0 && doctor.text.contains("workers run without files, network"), "\(doctor.text)")
    let libraries = try shell("ldd x/usr/lib/millrace/millrace x/usr/lib/millrace/*.so")
    #expect(!libraries.text.contains("not found") && !libraries.text.contains("/swift/"), "\(libraries.text)")

    // What it asks for, and what it does to a machine.
    let control = try String(contentsOf: folder.url.appendingPathComponent("control/control"), encoding: .utf8)
    for part in ["Package: millrace\n", "libcurl4 ", "libsqlite3-0 ", "libseccomp2 ", "libidn2-0,", "ca-certificates,"]
    {
      #expect(control.contains(part), "\(part) in\n\(control)")
    }
    #expect(try shell("sh -n control/postinst && sh -n control/prerm && sh -n control/postrm").status == 0)
    #expect(try shell("cat control/conffiles").text == "/etc/default/millrace\n")
    let others = try shell("find x ! -type l -perm /022; find x ! -type l -perm /6000")
    #expect(others.text.isEmpty, "nobody else may write it: \(others.text)")

    // The service: systemd's own opinion, where it is here.
    let unit = "x/lib/systemd/system/millrace.service"
    if has("systemd-analyze") {
      let verified = try shell(
        "sed \"s:/usr/bin/millrace:$PWD/x/usr/bin/millrace:\" \(unit) > millrace.service && systemd-analyze verify --man=no ./millrace.service"
      )
      #expect(verified.status == 0 && !verified.text.contains("millrace.service"), "\(verified.text)")
      let judged = try shell("systemd-analyze security --offline=true --threshold=20 ./millrace.service")
      #expect(judged.status == 0, "\(judged.text)")
    }

    // The manual and the completions.
    let manual = try shell("zcat x/usr/share/man/man1/millrace.1.gz > millrace.1; cat millrace.1").text
    for words in ["millrace notify retry", "millrace plugin validate", "millrace runs show"] {
      #expect(manual.contains(".SS \(words)\n"), "\(words)")
    }
    if has("mandoc") {
      let judged = try shell("mandoc -T lint -W warning millrace.1")
      #expect(judged.text.isEmpty, "\(judged.text)")
    }
    #expect(try shell("bash -n x/usr/share/bash-completion/completions/millrace").status == 0)
    let completed = try shell(
      """
      bash -c '. x/usr/share/bash-completion/completions/millrace; COMP_WORDS=(millrace noti); COMP_CWORD=1
      COMP_LINE="millrace noti"; COMP_POINT=13; _millrace millrace noti millrace; echo "${COMPREPLY[@]}"'
      """)
    #expect(completed.text == "notify\n", "\(completed.text)")
    for file in [
      "zsh/vendor-completions/_millrace", "fish/vendor_completions.d/millrace.fish", "doc/millrace/copyright",
    ] {
      let size = try FileManager.default.attributesOfItem(atPath: folder.url.path + "/x/usr/share/" + file)[.size]
      #expect((size as? Int ?? 0) > 500, "\(file)")
    }
  }
}
