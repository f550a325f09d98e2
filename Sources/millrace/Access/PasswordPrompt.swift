import ArgumentParser
import Foundation

/// A password, from whoever sits at the terminal or from standard input. Never from an argument: others see those.
enum PasswordPrompt {
  /// Throws where the two are not the same, or nothing came.
  static func ask() throws -> String {
    guard isatty(STDIN_FILENO) == 1 else {
      guard let line = readLine(strippingNewline: true), !line.isEmpty else {
        throw ValidationError("there is no password on standard input")
      }
      return line
    }
    let first = try hidden("Password: ")
    guard try hidden("The password again: ") == first else { throw ValidationError("the two passwords differ") }
    return first
  }

  private static func hidden(_ prompt: String) throws -> String {
    var settings = termios()
    tcgetattr(STDIN_FILENO, &settings)
    let before = settings
    settings.c_lflag &= ~tcflag_t(ECHO)
    Terminal.write(prompt, to: STDERR_FILENO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
    defer {
      var before = before
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
      Terminal.say("")
    }
    guard let line = readLine(strippingNewline: true) else { throw ValidationError("there is no password") }
    return line
  }
}
