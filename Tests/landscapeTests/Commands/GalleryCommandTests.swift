import FoundationEssentials
import Testing

/// The gallery with a plate that needs no training.
@Suite struct GalleryCommandTests {
  private static let plate = "activation-functions"
  private static let make = "gallery \(plate) -o g --cache c --width 600 -q"

  private struct Record: Decodable {
    struct Texts: Decodable {
      let english: String
      let korean: String
    }

    struct Images: Decodable {
      let light: String
      let dark: String
    }

    let name: String
    let rows: [Int]
    let title: Texts
    let caption: Texts?
    let alternative: Texts?
    let images: Images
  }

  @Test func `without a name the plates are listed`() throws {
    let lines = try Workbench().succeed("gallery").output.split(separator: "\n")
    #expect(lines.count >= 24)
    #expect(lines.contains { $0.hasPrefix(Self.plate + " ") })
  }

  @Test func `a plate is computed once, drawn in both themes, and agrees with its results`() throws {
    let bench = try Workbench()
    try bench.succeed(Self.make)
    let names = ["g/\(Self.plate).png", "g/\(Self.plate)-dark.png"]
    for name in names { #expect(bench.has(name), "\(name)") }
    let bytes = try names.map(bench.bytes)
    let results = try bench.bytes("g/results/\(Self.plate).json")
    #expect(try bench.succeed("gallery \(Self.plate) -o g --check --width 600").output.contains("agree"))
    #expect(try bench.succeed("verify \(names[0]) \(names[1])").output.contains("byte for byte"))

    try bench.remove(names[0])
    let ending = try bench.succeed(Self.make.replacing(" -q", with: ""))
    #expect(ending.errors.contains("0 of them computed"))
    #expect(try names.map(bench.bytes) == bytes)

    let record = try JSONDecoder().decode(
      [Record].self,
      from: Data(try bench.succeed("plate \(Self.plate) --json --folder g").output.utf8))[0]
    #expect(record.name == Self.plate && record.rows == [3] && record.images.light == names[0])
    #expect(record.caption?.english.isEmpty == false && record.alternative?.korean.isEmpty == false)

    // A picture that is not what would be drawn, and results that are damaged.
    try bench.write(try bench.bytes(names[1]), to: names[0])
    let check = try bench.run("gallery \(Self.plate) -o g --check --width 600")
    #expect(check.status == 1 && check.errors.contains(names[0]))
    try bench.write(Array(results.dropLast(9)), to: "g/results/\(Self.plate).json")
    let again = try bench.succeed(Self.make)
    #expect(again.errors.contains("damaged; recomputed"))
    #expect(try bench.bytes("g/results/\(Self.plate).json") == results)
  }

  @Test func `titles and captions can be Korean`() throws {
    let bench = try Workbench()
    try bench.succeed(Self.make + " --language ko --format svg --theme light")
    #expect(bench.has("g/\(Self.plate)-ko.svg") && !bench.has("g/\(Self.plate).svg"))
  }

  @Test func `all texts of the gallery are one list for machines`() throws {
    let text = try Workbench().succeed("plate --list --json").output
    let records = try JSONDecoder().decode([Record].self, from: Data(text.utf8))
    #expect(Set(records.flatMap(\.rows)) == Set(1...24))
    #expect(records.allSatisfy { $0.caption == nil })
  }

  @Test func `what cannot be is refused with the reason`() throws {
    let bench = try Workbench()
    try bench.fail("gallery activation-function", .usage, "did you mean 'activation-functions'?")
    try bench.fail("gallery qqqqqqqqqq", .usage, "'landscape gallery' lists them")
    try bench.fail("plate nonsense", .usage, "'nonsense'")
    try bench.fail("plate", .usage, "--list")
    try bench.fail("gallery \(Self.plate) -o /sys/g -q", .cannotCreate, "/sys/g")
    try bench.fail("gallery \(Self.plate) --check -o nowhere", .noInput, "nowhere/results/\(Self.plate).json")
    try bench.fail("gallery \(Self.plate) -o g --width 0", .usage, "--width 0")
    try bench.write([1], to: "file")
    try bench.fail("gallery \(Self.plate) -o file -q", .cannotCreate, "file: is not a folder")
  }
}
