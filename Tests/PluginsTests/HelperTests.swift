import Foundation
import Testing

/// The helpers of the C headers, and of the Rust crate.
@Suite struct HelperTests {
  /// Each compiler and language that the headers promise.
  @Test(arguments: ["cc -std=c99 -pedantic", "cc -std=c11 -O2", "clang -std=c99"])
  func helpers(_ compiler: String) throws {
    let program = FileManager.default.temporaryDirectory.appendingPathComponent("helpers-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: program) }
    let result = try Builds.run(
      "sh", "-c",
      "\(compiler) -g -Wall -Wextra -Werror -ISDK/include Tests/SDK/helpers.c -o '\(program)' && '\(program)'",
      in: Builds.repository)
    #expect(result.status == 0, "\(result.output)")
  }

  @Test(.enabled(if: Builds.hasRust, "there is no rustc"))
  func helpersInRust() throws {
    let program = FileManager.default.temporaryDirectory.appendingPathComponent("helpers-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: program) }
    let result = try Builds.run(
      "sh", "-c", "rustc --edition 2021 -D warnings --test SDK/rust/src/lib.rs -o '\(program)' && '\(program)'",
      in: Builds.repository)
    #expect(result.status == 0, "\(result.output)")
  }
}
