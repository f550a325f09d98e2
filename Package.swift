// swift-tools-version:6.2
import PackageDescription

func debian(_ package: String) -> [SystemPackageProvider] { [.apt([package])] }

/// C that stands on a per-row path is fast in debug builds too.
let fastC: [CSetting] = [
  .unsafeFlags(["-O3", "-g", "-Wall", "-Wextra", "-fno-math-errno"])
]
let fastCXX: [CXXSetting] = [
  .unsafeFlags(["-O3", "-g", "-Wall", "-Wextra"])
]

/// Swift that stands on a per-row path: checking every access to an object's properties again at run time would cost it
/// more than half of its speed. Debug builds, and so the tests, do check.
let fastSwift: [SwiftSetting] = [
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let scrypt: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let tls: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "millrace",
  products: [
    .executable(name: "millrace", targets: ["millrace"]),
    .executable(name: "millrace-worker", targets: ["millrace-worker"]),
    .executable(name: "millrace-probe", targets: ["millrace-probe"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The contract with plugins, and the C libraries that come with Debian.
    .target(name: "CMillrace", path: "SDK", sources: ["abi_layout.c"], publicHeadersPath: "include"),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: debian("libcurl4-openssl-dev")),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: debian("libexpat1-dev")),
    .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: debian("libseccomp-dev")),

    // The batch, and JSON lines in and out of it.
    .target(name: "CBatch", dependencies: ["CMillrace"], cSettings: fastC),
    .target(
      name: "CJSONLines", dependencies: ["CBatch"], cxxSettings: fastCXX, linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "Records", dependencies: ["CBatch", "CJSONLines"], swiftSettings: fastSwift),

    // Timeline event types, as data.
    .target(name: "EventTypes", dependencies: ["Records", "CExpat"], exclude: ["README.md"], swiftSettings: fastSwift),

    // Who did what.
    .target(name: "Audit", dependencies: ["Records"], exclude: ["README.md"]),

    // Plugins: one call of a processor, the worker process around it, and the host.
    .target(
      name: "CPluginCall", dependencies: ["CBatch"], exclude: ["README.md"], cSettings: fastC,
      linkerSettings: [.linkedLibrary("dl"), .linkedLibrary("m")]),
    .target(name: "CWorker", dependencies: ["CPluginCall", "CSeccomp"], exclude: ["README.md"], cSettings: fastC),
    .executableTarget(
      name: "millrace-worker", dependencies: ["CWorker", "CPluginCall"], exclude: ["README.md"], cSettings: fastC),
    .executableTarget(
      name: "millrace-probe", dependencies: ["CWorker", "CPluginCall"], exclude: ["README.md"], cSettings: fastC),
    .target(
      name: "PluginHost",
      dependencies: ["Audit", "Records", "EventTypes", "YAMLReading", "CPluginCall", "CWorker", crypto, log, metrics],
      exclude: ["README.md"],
      swiftSettings: fastSwift),

    .target(name: "GoldenCases", dependencies: ["PluginHost", "EventTypes", "YAMLReading"], exclude: ["README.md"]),

    // Files that people write, with the place of every mistake.
    .target(name: "YAMLReading", dependencies: ["Records", yaml], exclude: ["README.md"]),

    // What is true of every good plugin.
    .target(name: "PluginChecks", dependencies: ["PluginHost", "CPluginCall", "CWorker", log], exclude: ["README.md"]),

    // Profiles, and where they are kept.
    .target(name: "Profiles", dependencies: ["EventTypes"], exclude: ["README.md"], swiftSettings: fastSwift),
    .target(
      name: "SQLiteStore", dependencies: ["Profiles", grdb, sqlite], exclude: ["README.md"], swiftSettings: fastSwift),

    // Who may use the console.
    .target(name: "Access", dependencies: ["Audit", "Records", crypto, scrypt], exclude: ["README.md"]),

    // HTTP servers.
    .target(name: "Serving", dependencies: [hummingbird, log], exclude: ["README.md"]),

    // Iterable, and a local stand-in for it that shares nothing with the client.
    .target(name: "CCurlShim", dependencies: ["CCurl"], linkerSettings: [.linkedLibrary("z")]),
    .target(name: "IterableAPI", dependencies: ["Records", "CCurlShim", log, metrics], exclude: ["README.md"]),
    .target(name: "CSandbox", cSettings: fastC, linkerSettings: [.linkedLibrary("z")]),
    .target(name: "IterableSandbox", dependencies: ["CSandbox", "Serving", hummingbird, log], exclude: ["README.md"]),

    // E-mail and webhooks.
    .target(name: "Messages", dependencies: ["CCurlShim", crypto], exclude: ["README.md"]),

    // Connections: goals, runs, what the command line and the console show.
    .target(
      name: "Connections",
      dependencies: [
        "Audit", "PluginHost", "Profiles", "IterableAPI", "Messages", "YAMLReading", crypto, log, metrics,
      ],
      exclude: ["README.md"], swiftSettings: fastSwift),
    // What a running service offers over HTTP.
    .target(name: "CControl", cSettings: fastC),
    .target(
      name: "Console",
      dependencies: [
        "Access", "Audit", "CControl", "Connections", "IterableAPI", "Serving", "YAMLReading", crypto, hummingbird, log,
        metrics, mustache, tls,
      ],
      exclude: ["README.md"], resources: [.copy("Web")]),
    .executableTarget(
      name: "millrace",
      dependencies: [
        "Access", "Audit", "CControl", "Connections", "Console", "EventTypes", "GoldenCases", "PluginChecks",
        "YAMLReading",
        "SQLiteStore", "IterableSandbox", arguments, log, metrics,
      ], exclude: ["Packaging"]),

    .executableTarget(name: "millrace-bench", dependencies: ["PluginHost"], path: "Tests/Bench/millrace-bench"),

    .target(name: "Fuzzing", path: "Tests/Fuzzing", exclude: ["fuzz.py"]),
    .target(name: "TestSupport", path: "Tests/Support", exclude: ["mail_server.py"]),

    .testTarget(name: "AuditTests", dependencies: ["Audit"]),
    .testTarget(name: "AccessTests", dependencies: ["Access"]),
    .testTarget(name: "RecordsTests", dependencies: ["Fuzzing", "Records"]),
    .testTarget(name: "EventTypesTests", dependencies: ["EventTypes", "Fuzzing"]),
    .testTarget(name: "PluginHostTests", dependencies: ["Audit", "Fuzzing", "PluginHost"], exclude: ["Plugins"]),
    .testTarget(
      name: "ABITests", dependencies: ["GoldenCases"], path: "Tests/ABI",
      exclude: ["README.md", "released", "fixtures"]),
    .testTarget(name: "PluginChecksTests", dependencies: ["Fuzzing", "PluginChecks"], exclude: ["Plugins"]),
    .testTarget(name: "PluginsTests", dependencies: ["Fuzzing", "GoldenCases", "PluginChecks"]),
    .testTarget(name: "ProfilesTests", dependencies: ["Fuzzing", "Profiles"]),
    .testTarget(name: "SQLiteStoreTests", dependencies: ["SQLiteStore"], exclude: ["Schemas"]),
    .testTarget(name: "MessagesTests", dependencies: ["Messages", "TestSupport"]),
    .testTarget(name: "IterableAPITests", dependencies: ["IterableAPI", "TestSupport"]),
    .testTarget(name: "IterableSandboxTests", dependencies: ["IterableSandbox"]),
    .testTarget(name: "IterableContractTests", dependencies: ["IterableAPI", "IterableSandbox", "TestSupport"]),
    .testTarget(
      name: "ConnectionsTests", dependencies: ["Connections", "SQLiteStore", "IterableSandbox", "TestSupport"],
      exclude: ["Files", "Formats", "Plans"]),
    .testTarget(
      name: "ConsoleTests", dependencies: ["Console", "IterableSandbox", "SQLiteStore"], exclude: ["Golden"]),
    .testTarget(name: "JourneyTests", dependencies: ["TestSupport"], exclude: ["connection-options.txt", "help.txt"]),
    .testTarget(
      name: "TortureTests", dependencies: ["Connections", "SQLiteStore", "IterableSandbox", "TestSupport", grdb],
      path: "Tests/Torture", exclude: ["README.md", "fatal_calls.c", "torture.py"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11,
  cxxLanguageStandard: .cxx17
)

// Some modules, what they need, and their tests: MILLRACE_MODULE=Profiles swift test, or
// MILLRACE_MODULE=millrace,JourneyTests.
if let modules = Context.environment["MILLRACE_MODULE"] {
  func needs(_ target: Target, product: Bool) -> [String] {
    target.dependencies.compactMap {
      switch $0 {
      case .productItem(_, let package, _, _): product ? package : nil
      case .byNameItem(let name, _), .targetItem(let name, _): product ? nil : name
      @unknown default: nil
      }
    }
  }
  var kept = Set(modules.split(separator: ",").flatMap { [String($0), $0 + "Tests"] })
  while true {
    let more = package.targets.filter { kept.contains($0.name) }.flatMap { needs($0, product: false) }
    if kept.isSuperset(of: more) { break }
    kept.formUnion(more)
  }
  if kept.contains("PluginHost") { kept.formUnion(["millrace-worker", "millrace-probe"]) }  // started, not linked
  package.targets.removeAll { !kept.contains($0.name) }
  package.products.removeAll { !kept.contains($0.name) }
  let packages = Set(package.targets.flatMap { needs($0, product: true) }.map { $0.lowercased() })
  package.dependencies.removeAll { dependency in
    guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
    return !packages.contains(location.split(separator: "/").last!.lowercased())
  }
}
