import Foundation

extension Check {
  static let fileChecks: [Check] = [
    Check(
      "shared-object", .static, "The file is an ELF shared object.",
      remedy: "build it with -shared, and give Millrace the .so file itself"
    ) { subject in
      do {
        return try subject.elf.type == ELFFile.sharedObject ? .pass : .fail("it is an ELF file of another type")
      } catch let error as ELFError {
        return .fail("\(error)")
      }
    },
    Check(
      "machine", .static, "It is made for the machine that this Millrace runs on.",
      remedy: "build it on this machine, or with a compiler for it"
    ) { subject in
      let machine = try subject.elf.machine
      guard machine != ELFFile.thisMachine else { return .pass }
      return .fail(
        "it is for \(ELFFile.machineName(machine)), this is \(ELFFile.machineName(ELFFile.thisMachine))")
    },
    Check(
      "file-mode", .static, "Only its owner can change the file, and it runs as nobody else.",
      remedy: "chmod 644 the file"
    ) { subject in
      var status = stat()
      guard stat(subject.path, &status) == 0 else { return .skipped("the file is no longer there") }
      var found: [String] = []
      if status.st_mode & (S_ISUID | S_ISGID) != 0 { return .fail("it is setuid or setgid") }
      if status.st_mode & S_IWOTH != 0 { return .fail("everybody may write to it") }
      if status.st_mode & S_IWGRP != 0 { found.append("its group may write to it") }
      if status.st_uid != 0, status.st_uid != getuid() { found.append("it belongs to another user") }
      return .warn(ifAny: found)
    },
    Check(
      "size", .static, "It is smaller than 64 MB.",
      remedy: "strip it (-Wl,-s), and take out what it does not use (-Wl,--gc-sections)"
    ) { subject in
      let elf = try subject.elf
      guard elf.size > 64 << 20 else { return .pass }
      return .warn("it has \(elf.size >> 20) MB, \(elf.debugBytes >> 20) MB of them for debuggers")
    },
  ]
}
