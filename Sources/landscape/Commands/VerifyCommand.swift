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

      Inputs are looked for where the command found them, and beside the picture. Exit status: 0 when all pictures agree, 1
      when one differs, another when one cannot be checked.
      """)

  @Argument(help: ArgumentHelp("PNG pictures that landscape drew.", valueName: "picture.png"))
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
        let verdict = try Verification(of: path, difference: difference).run()
        if !quiet { Console.print(verdict) }
      } catch let failure as Failure where pictures.count > 1 {
        // The others are checked all the same.
        Console.fail(failure.message)
        worst = failure
      }
    }
    if let worst {
      throw Failure(worst.code, "not all of \(pictures.count) pictures agree with their inputs; see above")
    }
  }
}
