import Networks

/// Filling the input buffers of a network. Nothing is allocated, and any number of threads may do it at once.
extension Samples {
  /// Writes the samples of these indices one after another, normalized: `(x/255 − mean)/deviation` of a
  /// pixel, `(x − mean)/deviation` of a feature, in single precision.
  ///
  /// The normalization has one mean and deviation for each channel; `output` is `[indices.count, C, H, W]` and may
  /// be longer: the rest is left as it is.
  package func copyNormalized(
    _ indices: ArraySlice<Int>, using normalization: PixelNormalization,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    fill(indices, normalization, output)
  }

  /// Writes a run of consecutive samples, normalized.
  package func copyNormalized(
    _ range: Range<Int>, using normalization: PixelNormalization,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    fill(range, normalization, output)
  }

  /// Writes the labels of these indices one after another; `output` may be longer.
  package func copyLabels(_ indices: ArraySlice<Int>, into output: UnsafeMutableBufferPointer<Int32>) {
    precondition(output.count >= indices.count, "room for \(output.count) of \(indices.count) labels")
    guard case .labels(let labels, _) = targets else { preconditionFailure("numbers have no labels") }
    for (place, index) in zip(0..., indices) { output[place] = labels[index] }
  }

  private func fill(
    _ indices: some Collection<Int>, _ normalization: PixelNormalization,
    _ output: UnsafeMutableBufferPointer<Float>
  ) {
    let needed = indices.count * shape.count
    precondition(output.count >= needed, "room for \(output.count) of \(needed) numbers")
    precondition(
      normalization.mean.count == shape.channels,
      "\(normalization.mean.count) means for \(shape.channels) channels")
    switch values {
    case .bytes(let bytes):
      bytes.withUnsafeBufferPointer { source in
        for (place, index) in zip(0..., indices) { copy(source, index, normalization, output, place) }
      }
    case .floats(let floats):
      floats.withUnsafeBufferPointer { source in
        for (place, index) in zip(0..., indices) { copy(source, index, normalization, output, place) }
      }
    }
  }

  private func copy(
    _ source: UnsafeBufferPointer<UInt8>, _ index: Int, _ normalization: PixelNormalization,
    _ output: UnsafeMutableBufferPointer<Float>, _ place: Int
  ) {
    precondition((0..<count).contains(index), "no sample \(index) among \(count)")
    guard let source = source.baseAddress, let output = output.baseAddress else { return }
    let area = shape.area
    for channel in 0..<shape.channels {
      let scale = Float(1 / (255 * normalization.deviation[channel]))
      let offset = Float(-normalization.mean[channel] / normalization.deviation[channel])
      let from = source + (index * shape.channels + channel) * area
      let to = output + (place * shape.channels + channel) * area
      for i in 0..<area { to[i] = Float(from[i]) * scale + offset }
    }
  }

  private func copy(
    _ source: UnsafeBufferPointer<Float>, _ index: Int, _ normalization: PixelNormalization,
    _ output: UnsafeMutableBufferPointer<Float>, _ place: Int
  ) {
    precondition((0..<count).contains(index), "no sample \(index) among \(count)")
    guard let source = source.baseAddress, let output = output.baseAddress else { return }
    let area = shape.area
    for channel in 0..<shape.channels {
      let scale = Float(1 / normalization.deviation[channel])
      let mean = Float(normalization.mean[channel])
      let from = source + (index * shape.channels + channel) * area
      let to = output + (place * shape.channels + channel) * area
      for i in 0..<area { to[i] = (from[i] - mean) * scale }
    }
  }
}
