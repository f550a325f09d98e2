import Metrics

/// What a step does, for metrics; recorded once a batch.
struct StepMetrics {
  let rows: Counter
  let seconds: FloatingPointCounter
  let restarts: Counter

  init(_ reference: ProcessorReference) {
    let plugin = ("plugin", reference.plugin.id)
    let labels = [plugin, ("processor", reference.processor.id)]
    rows = Counter(label: "millrace_processor_rows_total", dimensions: labels)
    seconds = FloatingPointCounter(label: "millrace_processor_seconds_total", dimensions: labels)
    restarts = Counter(label: "millrace_plugin_restarts_total", dimensions: [plugin])
  }
}
