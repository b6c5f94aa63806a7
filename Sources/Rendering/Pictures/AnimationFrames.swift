/// The frames of an animated PNG, one after the other as a player shows them.
///
/// Takes files apart as `Animation` writes them: the first frame is the whole picture, and later ones replace a rectangle of
/// what is there (PNG specification, third edition, section 11.3.6). Holds the file and one picture, whatever the number of
/// frames.
package struct AnimationFrames {
  /// What a player shows, and for how long.
  package struct Frame {
    package let raster: Raster
    /// Seconds as the file says them: a fraction whose denominator 0 means hundredths.
    package let delay: (numerator: Int, denominator: Int)

    /// The delay in seconds.
    package var seconds: Double { Double(delay.numerator) / Double(delay.denominator) }
  }

  /// A frame in the file.
  private struct Part {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
    let delay: (numerator: Int, denominator: Int)
    /// Where its compressed rows lie.
    var data: [Range<Int>] = []
  }

  /// Number of frames.
  package let count: Int
  /// How often all frames are played, 0 for ever.
  package let plays: Int

  private let bytes: [UInt8]
  private let header: [UInt8]
  private let parts: [Part]
  private var shown: Raster
  private var index = 0

  /// Takes a file apart.
  ///
  /// - Parameters:
  ///   - bytes: a file that `PNGPicture` reads, so that its chunks are whole.
  ///   - picture: what it reads.
  /// - Returns: nil for a still picture.
  /// - Throws: `damagedPNG` for frames that do not fit together, or that are laid over others in a way that `Animation`
  ///   does not use.
  package init?(reading bytes: [UInt8], of picture: PNGPicture) throws(RenderingError) {
    let chunks = PNGChunk.all(in: bytes)
    let controls = chunks.filter { $0.type == "acTL" }
    guard let control = controls.first else { return nil }
    guard controls.count == 1, control.data.count == 8, let header = chunks.first, header.type == "IHDR"
    else {
      throw .damagedPNG(reason: "it says in two ways how it is animated")
    }
    count = PNGChunk.integer(bytes, at: control.data.lowerBound)
    plays = PNGChunk.integer(bytes, at: control.data.lowerBound + 4)
    parts = try Self.parts(chunks, bytes, picture)
    guard parts.count == count, !parts.isEmpty, parts.allSatisfy({ !$0.data.isEmpty }) else {
      throw .damagedPNG(reason: "it announces \(count) frames and holds \(parts.count)")
    }
    self.bytes = bytes
    self.header = Array(bytes[header.data])
    shown = Raster(width: picture.width, height: picture.height)
  }

  private static func parts(
    _ chunks: [PNGChunk], _ bytes: [UInt8], _ picture: PNGPicture
  ) throws(RenderingError) -> [Part] {
    var parts: [Part] = []
    var sequence = 0
    for chunk in chunks {
      let start = chunk.data.lowerBound
      if chunk.type == "fcTL" || chunk.type == "fdAT" {
        guard chunk.data.count >= 4, PNGChunk.integer(bytes, at: start) == sequence else {
          throw .damagedPNG(reason: "its frames are not in their order")
        }
        sequence += 1
      }
      switch chunk.type {
      case "fcTL":
        guard chunk.data.count == 26 else { throw .damagedPNG(reason: "a frame is not described as a whole") }
        let part = part(at: start, bytes)
        let isFirst = parts.isEmpty
        guard part.x + part.width <= picture.width, part.y + part.height <= picture.height,
          part.width > 0, part.height > 0,
          !isFirst || (part.width, part.height) == (picture.width, picture.height)
        else { throw .damagedPNG(reason: "frame \(parts.count + 1) does not fit into the picture") }
        // What is there stays, and the frame replaces it.
        guard bytes[start + 24] == 0, bytes[start + 25] == 0 || isFirst else {
          throw .damagedPNG(reason: "frame \(parts.count + 1) is laid over others as landscape never does it")
        }
        parts.append(part)
      case "IDAT":
        guard parts.count == 1 else { throw .damagedPNG(reason: "its picture is not its first frame") }
        parts[0].data.append(chunk.data)
      case "fdAT":
        guard parts.count > 1 else { throw .damagedPNG(reason: "its first frame is not its picture") }
        parts[parts.count - 1].data.append(start + 4..<chunk.data.upperBound)
      default: break
      }
    }
    return parts
  }

  private static func part(at start: Int, _ bytes: [UInt8]) -> Part {
    func number(_ place: Int) -> Int { PNGChunk.integer(bytes, at: start + 4 * place) }
    func short(_ place: Int) -> Int { Int(bytes[start + place]) << 8 | Int(bytes[start + place + 1]) }
    let denominator = short(22)
    return Part(
      x: number(3), y: number(4), width: number(1), height: number(2),
      delay: (short(20), denominator == 0 ? 100 : denominator))
  }

  /// The next frame; nil after the last one.
  ///
  /// - Throws: `damagedPNG` or `outOfMemory`.
  package mutating func next() throws(RenderingError) -> Frame? {
    guard index < count else { return nil }
    let part = parts[index]
    index += 1
    var header = header
    header.replaceSubrange(0..<8, with: PNGChunk.bytes(part.width) + PNGChunk.bytes(part.height))
    var data: [UInt8] = []
    for range in part.data { data += bytes[range] }
    let file = PNGChunk.file([("IHDR", header), ("IDAT", data), ("IEND", [])])
    let pixels = try PNGPicture(reading: file).raster.pixels
    for row in 0..<part.height {
      let start = (part.y + row) * shown.width + part.x
      shown.pixels.replaceSubrange(
        start..<start + part.width, with: pixels[row * part.width..<(row + 1) * part.width])
    }
    return Frame(raster: shown, delay: part.delay)
  }
}
