extension Check {
  static let linkChecks: [Check] = [
    Check(
      "no-text-relocations", .static, "Its code stays as it is in the file when it is loaded.",
      remedy: "compile every part of it with -fPIC"
    ) { subject in
      try subject.elf.hasTextRelocations ? .fail("the dynamic linker has to write into its code") : .pass
    },
    Check(
      "no-executable-stack", .static, "It does not need a stack that can be executed.",
      remedy: "add '.section .note.GNU-stack,\"\",@progbits' to assembler sources, and use no nested functions of GNU C"
    ) { subject in
      let stack = try subject.elf.segments.first { $0.type == ELFFile.SegmentType.stack }
      guard let stack else { return .warn("it does not say; some systems then make the stack executable") }
      return stack.flags & ELFFile.SegmentFlag.execute == 0 ? .pass : .fail("it asks for an executable stack")
    },
    Check(
      "no-writable-code", .static, "No part of it is both written to and executed.",
      remedy: "link it without -N, and with the ordinary linker script"
    ) { subject in
      let both = ELFFile.SegmentFlag.write | ELFFile.SegmentFlag.execute
      let found = try subject.elf.segments.contains { $0.type == ELFFile.SegmentType.load && $0.flags & both == both }
      return found ? .fail("a segment is writable and executable") : .pass
    },
    Check(
      "read-only-tables", .static, "Its tables of addresses are read-only once it is loaded.",
      remedy: "link with -Wl,-z,relro,-z,now"
    ) { subject in
      let elf = try subject.elf
      var found: [String] = []
      if !elf.segments.contains(where: { $0.type == ELFFile.SegmentType.readOnlyAfterRelocation }) {
        found.append("it is linked without relro")
      }
      if !elf.bindsNow { found.append("it is linked without -z now, so they stay writable") }
      return .warn(ifAny: found)
    },
    Check(
      "no-static-thread-storage", .static, "Its thread-local variables are made when they are needed.",
      remedy: "compile every part of it with -fPIC, and without -ftls-model=initial-exec"
    ) { subject in
      guard try subject.elf.hasStaticThreadStorage else { return .pass }
      return .warn("it takes of the little storage that is there for all; with other plugins it may not load")
    },
    Check(
      "no-linker-hooks", .static, "It names no libraries that watch or replace others.",
      remedy: "link without --audit, --depaudit, --filter and --auxiliary"
    ) { subject in
      let tags = [ELFFile.Tag.audit, ELFFile.Tag.auditDepend, ELFFile.Tag.filter, ELFFile.Tag.auxiliary]
      return .fail(ifAny: try tags.flatMap { try subject.elf.texts($0) }.map { "it names \($0)" })
    },
  ]
}
