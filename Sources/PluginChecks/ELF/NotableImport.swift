import PluginHost

/// Functions of other libraries that say something about a plugin.
enum NotableImport: String, CaseIterable, Sendable {
  case processes
  case ends
  case settings
  case loading
  case output
  case network
  case files
  case threads

  /// What they do, for people.
  var phrase: String {
    switch self {
    case .processes: "starts programs"
    case .ends: "ends its process"
    case .settings: "changes what its process shares"
    case .loading: "loads further code"
    case .output: "prints"
    case .network: "uses the network"
    case .files: "opens files"
    case .threads: "starts threads"
    }
  }

  /// What a plugin declares that does it.
  var capability: Capabilities? {
    switch self {
    case .network: .network
    case .files: .files
    case .threads: .threads
    default: nil
    }
  }

  var names: Set<String> {
    switch self {
    case .processes:
      [
        "fork", "vfork", "system", "popen", "execl", "execle", "execlp", "execv", "execve", "execvp", "execvpe",
        "fexecve",
        "posix_spawn", "posix_spawnp", "clone", "daemon",
      ]
    case .ends: ["exit", "_exit", "_Exit", "quick_exit", "abort", "kill", "raise", "pthread_exit"]
    case .settings:
      [
        "setlocale", "chdir", "fchdir", "chroot", "umask", "setenv", "putenv", "unsetenv", "clearenv", "signal",
        "sigaction", "sigprocmask", "pthread_sigmask", "alarm", "setitimer", "atexit", "on_exit", "srand", "srandom",
        "tzset", "fesetround", "fesetenv", "feenableexcept", "setrlimit", "prctl", "setpriority", "nice", "mallopt",
      ]
    case .loading: ["dlopen", "dlmopen"]
    case .output:
      [
        "printf", "puts", "putchar", "vprintf", "perror", "__printf_chk", "__vprintf_chk", "stdout", "stderr",
        "_ZSt4cout", "_ZSt4cerr",
      ]
    case .network:
      [
        "socket", "connect", "bind", "listen", "accept", "accept4", "getaddrinfo", "gethostbyname", "gethostbyname_r",
        "res_query", "curl_easy_init", "SSL_connect",
      ]
    case .files:
      [
        "open", "open64", "openat", "openat64", "__open_2", "__open64_2", "creat", "fopen", "fopen64", "freopen",
        "opendir",
        "mkdir", "rmdir", "unlink", "remove", "rename", "mkstemp", "tmpfile", "scandir", "nftw", "ftw",
        "_ZNSt13basic_filebufIcSt11char_traitsIcEE4openEPKcSt13_Ios_Openmode",
        "_ZNSt14basic_ifstreamIcSt11char_traitsIcEEC1EPKcSt13_Ios_Openmode",
        "_ZNSt14basic_ifstreamIcSt11char_traitsIcEEC1ERKNSt7__cxx1112basic_stringIcS1_SaIcEEESt13_Ios_Openmode",
        "_ZNSt14basic_ofstreamIcSt11char_traitsIcEEC1EPKcSt13_Ios_Openmode",
      ]
    case .threads:
      [
        "pthread_create", "thrd_create",
        "_ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE",
      ]
    }
  }
}
