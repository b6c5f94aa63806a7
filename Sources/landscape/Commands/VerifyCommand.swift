import ArgumentParser
import Glibc
import Rendering
import Storage

/// `landscape verify`: says whether a picture still agrees with what it was drawn from.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Say what a picture was drawn from, draw it again, and say whether both agree.",
    discussion: """
      landscape verify resnet-20.png
      landscape verify gallery/*.png
      landscape verify map.html                # a page of 'landscape view'

      Inputs are looked for where the command found them, and beside the picture. Only these are read, nothing is written,
      and a command that asks for much more work than a picture does is refused.

      Exit status: 0 when all pictures agree; 1 when one differs; else, when one cannot be checked, 66 for a picture or an
      input that is missing, 65 for a file that is damaged, not ours or refused, 64 for options that make no sense.
      """)

  @Argument(help: ArgumentHelp("PNG pictures and HTML pages that landscape made.", valueName: "picture.png"))
  var pictures: [String]

  @Option(help: ArgumentHelp("Write an image of the differences, if there are any.", valueName: "file"))
  var difference: String?

  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    guard difference == nil || pictures.count == 1 else {
      throw Failure(
        .usage, "--difference names one file for \(pictures.count) pictures; check them one by one")
    }
    var worst: Failure?
    for path in pictures {
      do {
        let verdict = try verdict(on: path)
        if !quiet { Console.print(verdict) }
      } catch let failure as Failure where pictures.count > 1 {
        // The others are checked all the same.
        Console.fail(failure.message)
        if failure.isWorse(than: worst) { worst = failure }
      }
    }
    if let worst {
      throw Failure(worst.code, "not all of \(pictures.count) pictures agree with their inputs; see above")
    }
  }

  /// One line that says that a picture or page agrees with its inputs.
  private func verdict(on path: String) throws -> String {
    let bytes = try attempt { try FileBytes.read(path) }
    guard PageVerification.isPage(bytes) else {
      return try Verification(of: path, bytes: bytes, difference: difference).run()
    }
    if difference != nil {
      throw Failure(.usage, "--difference does nothing for a page, only for a picture; leave it out")
    }
    return try PageVerification(of: path, bytes: bytes).run()
  }
}

extension Failure {
  /// A picture that differs is worse than one that cannot be checked; among those the higher status counts.
  fileprivate func isWorse(than other: Failure?) -> Bool {
    guard let other else { return true }
    return other.code != .differs && (code == .differs || code.rawValue > other.code.rawValue)
  }
}
