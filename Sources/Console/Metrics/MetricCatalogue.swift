/// Every metric that is exposed: its name, what it is and what it tells. Modules record by name; what is not here is not kept.
enum MetricCatalogue {
  enum Kind: String {
    case counter, gauge, histogram
  }

  struct Entry {
    let name: String
    let kind: Kind
    let help: String
    /// Upper bounds of a histogram's buckets, ascending.
    var bounds: [Double] = []
  }

  /// Recorded by the modules through swift-metrics.
  static let recorded: [Entry] = [
    Entry(name: "millrace_runs_total", kind: .counter, help: "Runs that ended, by connection and state."),
    Entry(
      name: "millrace_run_seconds", kind: .histogram, help: "How long runs took, by connection.",
      bounds: [0.1, 1, 10, 60, 300, 1800, 7200]),
    Entry(
      name: "millrace_rows_total", kind: .counter,
      help:
        "Records by connection, goal and outcome; read ones came from the source, checked ones out of the processors, passed_over ones are of nobody who is known."
    ),
    Entry(
      name: "millrace_events_total", kind: .counter, help: "Timeline events by connection, goal and outcome."),
    Entry(
      name: "millrace_processor_rows_total", kind: .counter,
      help: "Records that came to a processor, by plugin and processor."),
    Entry(
      name: "millrace_processor_seconds_total", kind: .counter,
      help: "Time in calls of a processor, the way to its worker included, by plugin and processor."),
    Entry(
      name: "millrace_plugin_restarts_total", kind: .counter,
      help: "Workers that were started again since their plugin crashed or hung, by plugin."),
    Entry(
      name: "millrace_http_requests_total", kind: .counter,
      help: "Requests to Iterable, every try counted, by endpoint and status: HTTP's, or why there was none."),
    Entry(
      name: "millrace_http_retries_total", kind: .counter,
      help: "Requests to Iterable that were tried again, by endpoint."),
    Entry(
      name: "millrace_rate_limit_wait_seconds_total", kind: .counter,
      help: "Time that requests were held back to keep Iterable's limits, by endpoint."),
  ]

  /// Looked up when somebody asks.
  static let looked: [Entry] = [
    Entry(name: "millrace_runs_active", kind: .gauge, help: "Runs that go on."),
    Entry(name: "millrace_runs_waiting", kind: .gauge, help: "Runs by hand that wait for another of their connection."),
    Entry(
      name: "millrace_next_run_timestamp_seconds", kind: .gauge, help: "When a connection is due next, by connection."),
    Entry(
      name: "millrace_schedule_looked_timestamp_seconds", kind: .gauge,
      help: "When the service last looked what is due."),
    Entry(name: "millrace_connections_refused", kind: .gauge, help: "Connection files that cannot be used."),
    Entry(
      name: "millrace_outbox_entries", kind: .gauge,
      help: "Payloads that are decided and not yet acknowledged by Iterable, by connection and goal."),
    Entry(name: "millrace_spool_bytes", kind: .gauge, help: "Downloads that are being worked on."),
    Entry(name: "millrace_store_bytes", kind: .gauge, help: "The store's files, by file: database or wal."),
    Entry(
      name: "millrace_metrics_dropped", kind: .gauge,
      help: "Series that were not kept, since their metric has too many."),
    Entry(name: "millrace_build_info", kind: .gauge, help: "1, with the version."),
    Entry(
      name: "process_cpu_seconds_total", kind: .counter, help: "Processor time of this process, without its workers'."),
    Entry(name: "process_resident_memory_bytes", kind: .gauge, help: "Memory of this process that is in RAM."),
    Entry(name: "process_virtual_memory_bytes", kind: .gauge, help: "Address space of this process."),
    Entry(name: "process_open_fds", kind: .gauge, help: "Open files and sockets."),
    Entry(name: "process_max_fds", kind: .gauge, help: "Files and sockets that may be open."),
    Entry(name: "process_start_time_seconds", kind: .gauge, help: "When this process started, since 1970."),
  ]
}
