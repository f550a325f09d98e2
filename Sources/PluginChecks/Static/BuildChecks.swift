extension Check {
  static let buildChecks: [Check] = [
    Check(
      "no-fast-math", .static, "It is not linked with -ffast-math, which changes arithmetic for its whole process.",
      remedy: "link without -ffast-math and -Ofast; compile single files with them if you must"
    ) { subject in
      try subject.elf.localNames.contains("set_fast_math")
        ? .fail("crtfastmath.o is in it: small numbers become zero in every plugin of the process") : .pass
    },
    Check(
      "no-constructors", .static, "It has no code that runs merely because it is loaded.",
      remedy: "do it in create; in C++ make globals constexpr, or static in the function that uses them"
    ) { subject in
      let elf = try subject.elf
      // A compiler's own start files have one.
      guard elf.constructorCount > 1 else { return .pass }
      if elf.hasRuntimeBuiltIn {
        return .skipped("the library of \(elf.language) that is built into it has \(elf.constructorCount)")
      }
      return .warn("\(elf.constructorCount - 1) of its functions run when it is loaded")
    },
    Check(
      "build-id", .static, "It has a build id, by which a crash report finds its source.",
      remedy: "link with -Wl,--build-id"
    ) { subject in
      try subject.elf.buildID == nil ? .warn("it has none") : .pass
    },
  ]
}
