import Profiles
import Records
import Testing

@Suite struct LifecycleTests {
  static let text = """
    {"lifecycle":"customer","name":"Customer","stages":[\
    {"stage":"new","name":"New","where":{"property":"email","exists":true},"threshold":{"touches":3,"per":{"weeks":1}},\
    "touchpoints":["newsletter/audience","other/a/b"]},\
    {"stage":"loyal","name":"Loyal","where":{"property":"points","at_least":"10"},"threshold":{"touches":1,"per":"always"}}]}
    """

  private func stage(_ document: String, lifecycle: Lifecycle) throws -> Int? {
    let predicate = try LifecyclePredicate(
      lifecycle, properties: SegmentTests.properties, segments: [], lifecycles: [], now: SegmentTests.now)
    var document = document
    return try document.withUTF8 {
      try predicate.stage(
        of: ProfileRow(
          id: ProfileID(rawValue: 1), created: SegmentTests.now, modified: SegmentTests.now, permission: .personal,
          document: UnsafeRawBufferPointer($0)), in: Facts())
    }
  }

  @Test func `a lifecycle is read, and written as it is read`() throws {
    let lifecycle = try Lifecycle(JSONValue(parsing: Self.text))
    #expect(lifecycle.stages.map(\.id) == ["new", "loyal"])
    #expect(lifecycle.stages[0].threshold == TouchThreshold(touches: 3, per: .init(1, .weeks)))
    #expect(lifecycle.stages[1].threshold == TouchThreshold(touches: 1, per: nil))
    #expect(lifecycle.stages[0].touchpoints.last == Touchpoint(connection: "other", goal: "a/b"))
    #expect(lifecycle.reference(to: 1).description == "customer:loyal")
    #expect(lifecycle.json.text == Self.text)
    #expect(try Lifecycle(lifecycle.json) == lifecycle)
  }

  @Test func `the furthest stage whose condition holds is the profile's, and stages may be skipped`() throws {
    let lifecycle = try Lifecycle(JSONValue(parsing: Self.text))
    #expect(try stage(#"{"email":["a@x.com"]}"#, lifecycle: lifecycle) == 0)
    #expect(try stage(#"{"email":["a@x.com"],"points":[10]}"#, lifecycle: lifecycle) == 1)
    #expect(try stage(#"{"points":[10]}"#, lifecycle: lifecycle) == 1)
    #expect(try stage(#"{"points":[9]}"#, lifecycle: lifecycle) == nil)
  }

  @Test func `windows slide, and a day is 24 hours`() {
    let now = SegmentTests.now
    func seconds(_ window: TouchThreshold.Window?) -> Int64 {
      (now.microseconds - TouchThreshold(touches: 1, per: window).start(at: now).microseconds) / 1_000_000
    }
    #expect(seconds(.init(90, .minutes)) == 5400)
    #expect(seconds(.init(2, .days)) == 172_800)
    #expect(seconds(.init(1, .months)) == 30 * 86_400)
    #expect(TouchThreshold(touches: 1, per: nil).start(at: now).microseconds == .min)
  }

  @Test(arguments: [
    (#"{"lifecycle":"c"}"#, "stages: the stages of lifecycle 'c' are missing"),
    (#"{"name":"c"}"#, "lifecycle: the id of the lifecycle is missing"),
    (#"{"lifecycle":"c","stagse":[]}"#, "stagse: 'stagse' does not belong to a lifecycle; did you mean 'stages'?"),
    (#"{"lifecycle":"c","stages":[{"where":{}}]}"#, "stages[0]: the id of the stage is missing"),
    (#"{"lifecycle":"c","stages":[{"stage":"a"}]}"#, "stages[0]: the condition of stage 'a' is missing"),
    (#"{"lifecycle":"c","stages":[{"stage":"a","where":{"propety":1}}]}"#, "stages[0].where: 'propety' is no kind"),
    (#"{"lifecycle":"c","stages":[{"stage":"none","where":{"segment":"s"}}]}"#, "stages[0].stage: 'none' means"),
    (#"{"lifecycle":"c","stages":[{"stage":"a b","where":{"segment":"s"}}]}"#, "stages[0].stage: 'a b' cannot name"),
    (
      #"{"lifecycle":"c","stages":[{"stage":"a","where":{"segment":"s"},"threshold":{"touches":0,"per":"always"}}]}"#,
      "stages[0].threshold.touches: 'touches' must be a number"
    ),
    (
      #"{"lifecycle":"c","stages":[{"stage":"a","where":{"segment":"s"},"threshold":{"touches":1,"per":{"dayz":1}}}]}"#,
      "stages[0].threshold.per.dayz: 'dayz' is no unit of time; did you mean 'days'?"
    ),
    (
      #"{"lifecycle":"c","stages":[{"stage":"a","where":{"segment":"s"},"threshold":{"touches":1}}]}"#,
      "stages[0].threshold.per: 'per' must be one length of time"
    ),
    (
      #"{"lifecycle":"c","stages":[{"stage":"a","where":{"segment":"s"},"touchpoints":["newsletter"]}]}"#,
      "stages[0].touchpoints[0]: a touchpoint is a goal of a connection; write CONNECTION/GOAL"
    ),
    (
      #"{"lifecycle":"c","stages":[{"stage":"a","where":{"segment":"s"},"touchpoints":["n/g"]},{"stage":"b","where":{"segment":"s"},"touchpoints":["m/g","n/g"]}]}"#,
      "stages[1].touchpoints[1]: goal 'n/g' is a touchpoint of stage 'c:a' already; copy the goal under another name"
    ),
    (
      #"{"lifecycle":"c","stages":[{"stage":"a","where":{"segment":"s"}},{"stage":"a","where":{"segment":"s"}}]}"#,
      "stages[1].stage: the lifecycle has two stages 'a'"
    ),
  ])
  func `what is wrong is named with its place`(_ json: String, _ message: String) throws {
    let error = #expect(throws: ProfilesError.self) { try Lifecycle(JSONValue(parsing: json)) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test func `a lifecycle has ten stages at most`() throws {
    let stages = (0...10).map { Lifecycle.Stage(id: "s\($0)", name: "", condition: .segment("s")) }
    #expect(throws: ProfilesError.self) { try Lifecycle(id: "c", name: "", stages: stages).validate() }
    #expect(throws: Never.self) { try Lifecycle(id: "c", name: "", stages: stages.dropLast()).validate() }
  }

  @Test func `a stage and a segment that refer to each other are refused`() throws {
    let segment = Segment(id: "vip", name: "", condition: .not(.lifecycle("c", stages: ["a"])))
    let lifecycle = Lifecycle(id: "c", name: "", stages: [.init(id: "a", name: "", condition: .segment("vip"))])
    let error = #expect(throws: ProfilesError.self) {
      try LifecyclePredicate(lifecycle, properties: [], segments: [segment], lifecycles: [], now: SegmentTests.now)
    }
    #expect(
      error?.description
        == "stages[0].where.segment 'vip'.not.lifecycle 'c'.: segments and lifecycles refer to each other in a circle: lifecycle c → segment vip → lifecycle c; let one of them stand on its own"
    )
  }
}
