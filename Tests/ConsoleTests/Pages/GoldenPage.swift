import Foundation
import Testing

/// A page as it was when somebody last looked at it: `Golden/NAME.html`.
enum GoldenPage {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden")

  /// What differs from run to run is told by name.
  static func normal(_ html: String, home: URL) -> String {
    html.replacing(#/name="csrf" value="[^"]*"/#, with: "name=\"csrf\" value=\"CSRF\"")
      .replacing(#/\/assets\/[0-9a-z]+\//#, with: "/assets/VERSION/")
      .replacing(home.path, with: "HOME")
  }

  /// Compares what is in `<main>`; the frame around it has a golden page of its own. To renew: MILLRACE_RENEW=1 swift test --filter ConsoleTests.
  static func expect(
    _ answer: PageClient.Answer, _ name: String, home: URL, whole: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var html = normal(answer.body, home: home)
    if !whole {
      let start = try #require(html.firstRange(of: "<main"), "no page: \(html)", sourceLocation: sourceLocation)
      let end = try #require(html.firstRange(of: "</main>"), sourceLocation: sourceLocation)
      html = String(html[start.lowerBound..<end.upperBound]) + "\n"
    }
    let file = folder.appending(path: "\(name).html")
    if ProcessInfo.processInfo.environment["MILLRACE_RENEW"] != nil {
      try html.write(to: file, atomically: true, encoding: .utf8)
    }
    let golden = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard golden != html else { return }
    let old = golden.components(separatedBy: "\n")
    let new = html.components(separatedBy: "\n")
    let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
    Issue.record(
      """
      \(name).html differs at line \(line + 1):
      - \(line < old.count ? old[line] : "")
      + \(line < new.count ? new[line] : "")
      look at the page, and renew with MILLRACE_RENEW=1
      """, sourceLocation: sourceLocation)
  }
}
