import Rendering
import TestSupport

/// An animation taken apart by the specification, without the code that wrote it.
struct APNGFile {
  struct Frame {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
    let delay: [UInt8]
    /// dispose_op and blend_op.
    let operations: [UInt8]
    /// The compressed rows.
    var data: [UInt8]
  }

  let file: PNGFile
  let frameCount: Int
  let plays: Int
  let frames: [Frame]
  /// The numbers of all fcTL and fdAT chunks, in the file's order.
  let sequence: [Int]

  /// Nil when there is no acTL chunk, or frame data without a frame.
  init?(_ bytes: [UInt8]) {
    file = PNGFile(bytes)
    guard let control = file.data("acTL") else { return nil }
    frameCount = PNGFile.integer(control[0..<4])
    plays = PNGFile.integer(control[4..<8])
    var frames: [Frame] = []
    var sequence: [Int] = []
    for chunk in file.chunks {
      let numbers = stride(from: 0, to: min(20, chunk.data.count - 3), by: 4).map {
        PNGFile.integer(chunk.data[$0..<$0 + 4])
      }
      switch chunk.type {
      case "fcTL":
        sequence.append(numbers[0])
        frames.append(
          Frame(
            x: numbers[3], y: numbers[4], width: numbers[1], height: numbers[2],
            delay: Array(chunk.data[20..<24]), operations: Array(chunk.data[24...]), data: []))
      case "IDAT", "fdAT":
        guard !frames.isEmpty else { return nil }
        let isLater = chunk.type == "fdAT"
        if isLater { sequence.append(numbers[0]) }
        frames[frames.count - 1].data += chunk.data.dropFirst(isLater ? 4 : 0)
      default: break
      }
    }
    self.frames = frames
    self.sequence = sequence
  }

  /// What a player shows: each frame laid over the one before, replacing what is there.
  func shown() throws -> [Raster] {
    var result: [Raster] = []
    for frame in frames {
      var header = file.data("IHDR") ?? []
      header.replaceSubrange(0..<8, with: PNGFile.bytes(frame.width) + PNGFile.bytes(frame.height))
      let part = PNGFile([
        PNGFile.Chunk("IHDR", header), PNGFile.Chunk("IDAT", frame.data), PNGFile.Chunk("IEND", []),
      ])
      let pixels = try PNGPicture(reading: part.bytes).raster.pixels
      var image = result.last ?? Raster(width: frame.width, height: frame.height)
      for row in 0..<frame.height {
        let start = (frame.y + row) * image.width + frame.x
        image.pixels.replaceSubrange(
          start..<start + frame.width, with: pixels[row * frame.width..<(row + 1) * frame.width])
      }
      result.append(image)
    }
    return result
  }
}
