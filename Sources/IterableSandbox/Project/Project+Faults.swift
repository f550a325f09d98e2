extension Project {
  /// The fault that hits this request, if one does. Counts it down.
  func takeFault(_ endpoint: String) -> Fault? {
    for place in faults.indices where faults[place].endpoint == "*" || faults[place].endpoint == endpoint {
      if faults[place].after > 0 {
        faults[place].after -= 1
        continue
      }
      guard faults[place].times > 0 else { continue }
      faults[place].times -= 1
      defer { faults.removeAll { $0.times == 0 } }
      return faults[place]
    }
    return nil
  }
}
