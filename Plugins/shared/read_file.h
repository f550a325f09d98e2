#pragma once
// A whole file, as a processor's configuration names it.
#include <millrace/plugin.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

// A path as messages show it: they are short, and its end says more than its beginning.
inline std::string name_of_file(const std::string &path) {
  constexpr size_t longest = 100;
  if (path.size() <= longest) return path;
  size_t slash = path.find('/', path.size() - longest);
  return "…" + path.substr(slash == path.npos ? path.size() - longest : slash);
}

// Throws millrace::Error, which names the file, where it cannot be read or has more than `largest` bytes.
inline std::string read_file(const std::string &path, uint64_t largest) {
  auto failed = [&](const std::string &why) {
    return millrace::Error("cannot read " + name_of_file(path) + ": " + why);
  };
  struct File {
    int descriptor;
    ~File() {
      if (descriptor >= 0) close(descriptor);
    }
  } file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.descriptor < 0) throw failed(strerror(errno));
  struct stat status;
  if (fstat(file.descriptor, &status) != 0 || !S_ISREG(status.st_mode)) throw failed("it is no file");
  if (uint64_t(status.st_size) > largest) throw failed("it is larger than " + std::to_string(largest >> 20) + " MB");
  std::string text(size_t(status.st_size), '\0');
  for (size_t read = 0; read < text.size();) {
    ssize_t count = ::read(file.descriptor, text.data() + read, text.size() - read);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw failed(strerror(errno));
    if (count == 0) throw failed("it became shorter meanwhile");
    read += size_t(count);
  }
  return text;
}
