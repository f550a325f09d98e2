import Foundation

/// What Linux tells of this process, by the names that Prometheus's own libraries use.
enum ProcessFigures {
  static func values() -> [(name: String, value: Double)] {
    var values: [(String, Double)] = []
    // Fields of proc(5), counted from behind the name, which may hold anything.
    if let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
      let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 21
    {
      let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
      let cpu = ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / ticks
      values.append(("process_cpu_seconds_total", cpu))
      values.append(("process_virtual_memory_bytes", Double(fields[20]) ?? 0))
      values.append(
        ("process_resident_memory_bytes", (Double(fields[21]) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE)))))
      if let boot = bootTime { values.append(("process_start_time_seconds", boot + (Double(fields[19]) ?? 0) / ticks)) }
    }
    if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      values.append(("process_open_fds", Double(open.count)))
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      values.append(("process_max_fds", Double(limit.rlim_cur)))
    }
    return values
  }

  private static let bootTime: Double? = {
    let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
  }()
}
