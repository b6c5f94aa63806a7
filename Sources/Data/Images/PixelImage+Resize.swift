extension PixelImage {
  /// A part of the image resized, with the pixels that `Image.resize` of Pillow up to 12 gives.
  ///
  /// Pillow 13 sums columns first where an image is tall; its pixels differ by one level at most.
  ///
  /// - Parameters:
  ///   - height: rows of the whole result.
  ///   - width: columns of the whole result.
  ///   - rows: those of the result that are wanted.
  ///   - columns: those of the result that are wanted.
  func resized(
    height newHeight: Int, width newWidth: Int, rows: Range<Int>, columns: Range<Int>, _ filter: ImageFilter
  ) -> PixelImage {
    let down = ResampledAxis(input: height, output: newHeight, range: rows, filter: filter)
    let across = ResampledAxis(input: width, output: newWidth, range: columns, filter: filter)
    let needed = down.inputs
    let row = columns.count * channels
    // Rows first, rounded to bytes, then columns.
    let middle = [UInt8](unsafeUninitializedCapacity: needed.count * row) { target, filled in
      pixels.withUnsafeBufferPointer { source in
        for y in needed {
          let line = UnsafeBufferPointer(rebasing: source[y * width * channels..<(y + 1) * width * channels])
          let result = UnsafeMutableBufferPointer(
            rebasing: target[(y - needed.lowerBound) * row..<(y + 1 - needed.lowerBound) * row])
          if newWidth == width {
            for index in 0..<row { result[index] = line[columns.lowerBound * channels + index] }
          } else {
            Self.resample(line, across, channels: channels, into: result)
          }
        }
      }
      filled = needed.count * row
    }
    let result = [UInt8](unsafeUninitializedCapacity: rows.count * row) { target, filled in
      middle.withUnsafeBufferPointer { source in
        for y in rows.indices {
          let place = y - rows.lowerBound
          let result = UnsafeMutableBufferPointer(rebasing: target[place * row..<(place + 1) * row])
          Self.combine(source, from: needed.lowerBound, down, place, into: result)
        }
      }
      filled = rows.count * row
    }
    return PixelImage(height: rows.count, width: columns.count, channels: channels, pixels: result)
  }

  /// A row's pixels from those of a row.
  private static func resample(
    _ line: UnsafeBufferPointer<UInt8>, _ axis: ResampledAxis, channels: Int,
    into result: UnsafeMutableBufferPointer<UInt8>
  ) {
    axis.weights.withUnsafeBufferPointer { weights in
      for place in axis.starts.indices {
        let (start, count, first) = (axis.starts[place], axis.counts[place], place * axis.stride)
        for channel in 0..<channels {
          var sum = ResampledAxis.half
          for index in 0..<count {
            sum &+= Int32(line[(start + index) * channels + channel]) &* weights[first + index]
          }
          result[place * channels + channel] = ResampledAxis.byte(sum)
        }
      }
    }
  }

  /// A row as the weighted sum of rows.
  private static func combine(
    _ source: UnsafeBufferPointer<UInt8>, from firstRow: Int, _ axis: ResampledAxis, _ place: Int,
    into result: UnsafeMutableBufferPointer<UInt8>
  ) {
    let row = result.count
    axis.weights.withUnsafeBufferPointer { weights in
      let (start, count, first) = (axis.starts[place] - firstRow, axis.counts[place], place * axis.stride)
      for column in 0..<row {
        var sum = ResampledAxis.half
        for index in 0..<count {
          sum &+= Int32(source[(start + index) * row + column]) &* weights[first + index]
        }
        result[column] = ResampledAxis.byte(sum)
      }
    }
  }
}
