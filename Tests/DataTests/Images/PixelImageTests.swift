import Formats
import FoundationEssentials
import TestSupport
import Testing

@testable import Data

/// Decoded and resized images, compared with Pillow's.
@Suite struct PixelImageTests {
  private static let kinds =
    (try? FileManager.default.contentsOfDirectory(atPath: "\(ImageFixture.folder)/kinds").sorted()) ?? []

  @Test func `there are images of all kinds`() { #expect(Self.kinds.count == 25) }

  // Pixels by Pillow 12.0 with libjpeg-turbo 3.1.
  @Test(arguments: kinds)
  func `an image has the pixels that Pillow gives`(name: String) throws {
    let image = try PixelImage(decoding: content("\(ImageFixture.folder)/kinds/\(name)"))
    let archive = try NumPyArchive(reading: "\(ImageFixture.folder)/kinds.npz")
    let colours = try #require(try ImageFixture.Pixels(archive, name))
    #expect([image.height, image.width, 3] == colours.extents)
    #expect(image.converted(to: 3).pixels == colours.bytes)
    let grey = try #require(try ImageFixture.Pixels(archive, "\(name) L"))
    #expect(image.converted(to: 3).converted(to: 1).pixels == grey.bytes)
    #expect(image.converted(to: 1).pixels == grey.bytes)
  }

  // The centre of what torchvision's Resize makes of an image of Pillow 12.0.
  @Test(arguments: 0..<9)
  func `a resized image has the pixels that torchvision gives`(number: Int) throws {
    let archive = try NumPyArchive(reading: "\(ImageFixture.folder)/resized.npz")
    let name = try #require(archive.names.first { $0.hasPrefix("\(number) ") && $0.hasSuffix(" source") })
    let text = name.split(separator: " ")[1]
    let resize = try #require(ImageResize(parsing: String(text)))
    let source = try #require(try ImageFixture.Pixels(archive, name))
    let result = try #require(try ImageFixture.Pixels(archive, "\(number) \(text) result"))
    let image = PixelImage(
      height: source.extents[0], width: source.extents[1], channels: 3, pixels: source.bytes)
    let whole = resize.extents(of: PixelImage.Head(height: image.height, width: image.width))
    let part = image.resized(
      height: whole.height, width: whole.width, rows: ImageResize.centre(result.extents[0], of: whole.height),
      columns: ImageResize.centre(result.extents[1], of: whole.width), resize.filter)
    #expect([part.height, part.width, part.channels] == result.extents)
    #expect(part.pixels == result.bytes)
  }

  @Test func `the cut rounds as torchvision does`() {
    // int(round((whole - length) / 2.0)) of Python.
    #expect([5, 6, 7, 8].map { ImageResize.centre(4, of: $0).lowerBound } == [0, 1, 2, 2])
  }

  @Test func `texts of sizes`() throws {
    #expect(ImageResize(parsing: "256") == ImageResize(.shorterSide(256)))
    #expect(ImageResize(parsing: "256:bicubic") == ImageResize(.shorterSide(256), filter: .bicubic))
    #expect(ImageResize(parsing: "224x160") == ImageResize(.extents(height: 224, width: 160)))
    #expect(ImageResize(parsing: "none") == ImageResize(.unchanged))
    for text in [
      "", "0", "-1", "9000", "1.5", "a", "256:", "256:nearest", "none:bicubic", "1x2x3", "x", "2x",
    ] {
      #expect(ImageResize(parsing: text) == nil, "\(text)")
    }
    for text in ["256", "8192:bicubic", "224x160", "none"] {
      #expect(ImageResize(parsing: text)?.text == text)
    }
    // The sizes of torchvision's presets for 224 and 299.
    #expect(ImageResize(usualFor: 224).text == "256" && ImageResize(usualFor: 299).text == "342")
  }

  // MARK: Damage

  private func damage(_ bytes: [UInt8]) throws -> PixelImage.Damage? {
    do throws(PixelImage.Damage) {
      _ = try PixelImage(decoding: bytes)
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    "420.jpg", "progressive.jpg", "cmyk.jpg", "grey.jpg", "rgb.png", "palette.png", "interlaced.png",
  ])
  func `an image that ends too early is refused`(name: String) throws {
    let bytes = try content("\(ImageFixture.folder)/kinds/\(name)")
    for count in bytes.indices { #expect(try damage(Array(bytes[..<count])) != nil, "\(count) bytes") }
    #expect(try damage(Array(bytes[..<(bytes.count / 2)])) == .damaged("the file ends too early"))
    #expect(try damage([]) == .foreign && damage(Array(bytes.reversed())) == .foreign)
  }

  @Test(arguments: kinds)
  func `damaged images are decoded or refused`(name: String) throws {
    let original = try content("\(ImageFixture.folder)/kinds/\(name)")
    var refused = 0
    for position in original.indices {
      for change: UInt8 in [1, 0x80, 0xff] {
        var bytes = original
        bytes[position] ^= change
        if let image = try? PixelImage(decoding: bytes) {
          #expect(image.pixels.count == image.height * image.width * image.channels)
        } else {
          refused += 1
        }
      }
    }
    #expect(refused > 0)
  }

  @Test func `images that claim too much are refused before memory is taken`() throws {
    var png = try content("\(ImageFixture.folder)/kinds/rgb.png")
    // Width and height at bytes 16 to 24; the checksum after the 13 bytes of the head.
    png.replaceSubrange(16..<24, with: [0, 1, 0, 0, 0, 1, 0, 0])
    png.replaceSubrange(29..<33, with: Self.checksum(png[12..<29]))
    #expect(try damage(png) == .tooLarge(width: 65536, height: 65536))
    png.replaceSubrange(16..<24, with: [0, 0, 0x20, 0, 0, 0, 0x20, 0])
    png.replaceSubrange(29..<33, with: Self.checksum(png[12..<29]))
    #expect(try damage(png) == .damaged("too few bytes for so many pixels"))
    var jpeg = try content("\(ImageFixture.folder)/kinds/420.jpg")
    let frame = try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xff && jpeg[$0 + 1] == 0xc0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xff, 0xdc, 0xff, 0xdc])
    #expect(try damage(jpeg) == .tooLarge(width: 65500, height: 65500))
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x20, 0, 0x20, 0])
    #expect(try damage(jpeg) == .damaged("too few bytes for so many pixels"))
  }

  @Test func `grey of 16 bits is refused with a reason`() throws {
    var png = try content("\(ImageFixture.folder)/kinds/grey.png")
    png[24] = 16
    png.replaceSubrange(29..<33, with: Self.checksum(png[12..<29]))
    guard case .unsupported(let reason) = try damage(png) else {
      Issue.record("not refused")
      return
    }
    #expect(reason.contains("16 bits") && reason.contains("save it with 8"))
  }

  /// The CRC-32 of a chunk, bit by bit (ISO 3309).
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var state = UInt32.max
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state >> 1 ^ (state & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    return (0..<4).map { UInt8(truncatingIfNeeded: ~state >> UInt32(24 - 8 * $0)) }
  }
}
