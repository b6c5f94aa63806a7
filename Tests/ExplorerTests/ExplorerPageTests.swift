import FoundationEssentials
import Rendering
import Surfaces
import Testing

@testable import Explorer

@Suite struct ExplorerPageTests {
  private func page(
    _ surfaces: [Surface], recipe: String? = nil, _ change: (inout ExplorerOptions) -> Void = { _ in }
  ) throws -> [UInt8] {
    var options = ExplorerOptions(program: "landscape 0.1.0")
    change(&options)
    return try ExplorerPage(of: surfaces, options: options, recipe: recipe).bytes()
  }

  /// What stands in the element with an id, found without our reader.
  private func element(_ id: String, of page: [UInt8]) throws -> String {
    let text = String(decoding: page, as: UTF8.self)
    let start = try #require(text.firstRange(of: "id=\"\(id)\">")).upperBound
    let end = try #require(text[start...].firstRange(of: "</script>")).lowerBound
    return String(text[start..<end])
  }

  @Test func `the same surfaces give the same bytes`() throws {
    let surfaces = [try SampleSurface.make(), try SampleSurface.make(model: "plain-20")]
    #expect(try page(surfaces) == page(surfaces))
  }

  @Test func `values are 32-bit numbers in base64; what is missing or diverged stays so`() throws {
    var surface = try SampleSurface.make()
    let special = [Double.nan, .infinity, 1e300, -1e300, 1e-300, 0, 0.1]
    for (index, value) in special.enumerated() { surface.loss[index] = value }
    let text = try element("values-0-loss", of: page([surface]))
    let data = try #require(Data(base64Encoded: text))
    #expect(data.count == 4 * surface.count)
    let numbers = (0..<surface.count).map { index in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(data[4 * index + $1]) << (8 * UInt32($1)) })
    }
    #expect(numbers[0].isNaN && numbers[1] == .infinity)
    #expect(numbers[2] == .greatestFiniteMagnitude && numbers[3] == -.greatestFiniteMagnitude)
    #expect(numbers[4] > 0 && numbers[5] == 0 && numbers[6] == 0.1)
    for index in special.count..<surface.count { #expect(numbers[index] == Float(surface.loss[index])) }
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 100])
  func `base64 is that of another encoder`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 250) }
    var text = PageText()
    text.addBase64(bytes)
    #expect(text.text == Data(bytes).base64EncodedString())
  }

  @Test func `names in a surface are text, not markup`() throws {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
    let surface = try SampleSurface.make(
      model: evil, landmarks: [Landmark(name: evil, coordinates: [0.1, 0.1])])
    let bytes = try page([surface], recipe: "{\"arguments\":[\"\(evil.replacing("\"", with: "\\\""))\"]}") {
      $0.title = evil
    }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains("<img src=x") && !text.contains("<script>alert"))
    // As many elements as without it.
    let plain = String(
      decoding: try page(
        [SampleSurface.make(landmarks: [Landmark(name: "b", coordinates: [0, 0])])], recipe: "{}"),
      as: UTF8.self)
    #expect(text.split(separator: "<script").count == plain.split(separator: "<script").count)
    #expect(!(try element("description", of: bytes)).contains("<"))
    #expect(ExplorerPageContent(bytes).recipe?.contains("alert(1)") == true)
  }

  @Test func `a page without its values is smaller than 300 kB`() throws {
    let bytes = try page([SampleSurface.make(x: "-1:1:51", y: "-1:1:51")])
    let values = try element("values-0-loss", of: bytes)
    let picture = String(decoding: bytes, as: UTF8.self).split(separator: "base64,")[1].prefix { $0 != "\"" }
    #expect(bytes.count - values.utf8.count < 300_000)
    // Scripts, style, tables of colours and of levels.
    #expect(bytes.count - values.utf8.count - picture.utf8.count < 160_000)
  }

  @Test func `scales are those of pictures with the same options`() throws {
    let surface = try SampleSurface.make { 0.02 + 40 * $0 * $0 + $1 * $1 }
    let scales = ExplorerScales(of: [surface], options: ExplorerOptions(program: ""))
    #expect(scales.clips.count > 12 && scales.choices.count == (scales.clips.count + 1) * 2 * 3)
    for choice in scales.choices {
      let kept = surface.loss.filter { $0 <= choice.clip ?? .infinity } + [choice.clip].compactMap(\.self)
      let scale = Scale(
        covering: kept, kind: choice.logarithmic ? .logarithmic : .linear, count: choice.count)
      #expect(choice.levels == scale.levels && choice.labels == scale.labels)
      #expect(choice.lower == scale.lower && choice.upper == scale.upper)
    }
  }

  enum Awkward: CaseIterable {
    case diverged
    case zero
    case negative
    case half
    case huge
    case tiny

    func loss(_ x: Double, _ y: Double) -> Double {
      switch self {
      case .diverged: .infinity
      case .zero: 0
      case .negative: -2
      case .half: x < 0 ? .nan : y
      case .huge: x * 1e300
      case .tiny: Double.leastNormalMagnitude * (x == 1 && y == 1 ? 0.1 : 0.001)
      }
    }
  }

  @Test(arguments: Awkward.allCases)
  func `a page of an awkward surface has a scale to begin with`(kind: Awkward) throws {
    let surface = try SampleSurface.make { kind.loss($0, $1) }
    let options = ExplorerOptions(program: "")
    let first = options.scale(of: [surface])
    let found = ExplorerScales(of: [surface], options: options).choices.first {
      $0.clip == nil && $0.count == 12 && $0.logarithmic == first.isLogarithmic
    }
    #expect(found?.levels == first.levels)
    #expect(try !page([surface]).isEmpty)
  }

  @Test func `fields that nobody knows anything of are left out`() throws {
    let text = String(decoding: try page([SampleSurface.make()]), as: UTF8.self)
    #expect(text.contains("values-0-loss\"") && !text.contains("values-0-accuracy\""))
  }

  @Test func `pages are compared by values, then by what is said of them`() throws {
    let surface = try SampleSurface.make()
    var other = surface
    other.loss[3] = 7
    let content = ExplorerPageContent(try page([surface], recipe: "{}"))
    #expect(content.recipe == "{}")
    #expect(content.difference(from: ExplorerPageContent(try page([surface]))) == nil)
    let values = content.difference(from: ExplorerPageContent(try page([other])))
    #expect(values == "1 of 1 arrays of values differ")
    let map = content.difference(from: ExplorerPageContent(try page([surface]) { $0.map = .magma }))
    #expect(map == "its names, scales or colours differ")
    #expect(ExplorerPageContent([]).recipe == nil)
    #expect(ExplorerPageContent(Array("<script type=\"".utf8)).recipe == nil)
  }

  @Test func `every text stands in both languages`() {
    for text in ExplorerText.allCases {
      #expect(!text.text(.english).isEmpty && !text.text(.korean).isEmpty)
    }
  }

  @Test func `the scripts use no text that is not there`() {
    let names = Set(ExplorerText.allCases.map(\.rawValue))
    for module in PageSource.modules {
      let source = String(decoding: module, as: UTF8.self)
      for call in source.split(separator: "words(\"").dropFirst() {
        let name = String(call.prefix { $0 != "\"" })
        #expect(names.contains(name), "words(\"\(name)\")")
      }
    }
  }
}
