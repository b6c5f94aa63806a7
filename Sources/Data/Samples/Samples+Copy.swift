import Networks

/// Filling the input buffers of a network. Nothing is allocated, and any number of threads may do it at once.
extension Samples {
  /// Writes the samples of these indices one after another, normalized: `(x/255 − mean)/deviation` of a
  /// pixel, `(x − mean)/deviation` of a feature, in single precision.
  ///
  /// The normalization has one mean and deviation for each channel; `output` is `[indices.count, C, H, W]` and may
  /// be longer: the rest is left as it is. A normalization of the samples' own takes the place of the one given.
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

  /// Fills the inputs of a compiled network: the samples, normalized unless they are indices, and the other columns as they
  /// are.
  package func copy(
    _ indices: ArraySlice<Int>, using normalization: PixelNormalization, into inputs: [PlanInput]
  ) {
    precondition(inputs.count == others.count + 1, "\(others.count + 1) columns for \(inputs.count) inputs")
    if case .indices = values {
      copy(values, shape, indices, into: inputs[0])
    } else {
      copyNormalized(indices, using: normalization, into: inputs[0].floats)
    }
    for (column, input) in zip(others, inputs.dropFirst()) {
      copy(column.values, column.shape, indices, into: input)
    }
  }

  /// Writes the values of a column as they are.
  private func copy(
    _ values: Values, _ shape: SampleShape, _ indices: ArraySlice<Int>, into input: PlanInput
  ) {
    let size = shape.count
    for (position, index) in zip(0..., indices) {
      let (from, to) = (index * size..<(index + 1) * size, position * size..<(position + 1) * size)
      switch values {
      case .bytes(let bytes): for (i, j) in zip(from, to) { input.floats[j] = Float(bytes[i]) / 255 }
      case .floats(let floats): for (i, j) in zip(from, to) { input.floats[j] = floats[i] }
      case .indices(let integers): for (i, j) in zip(from, to) { input.indices[j] = integers[i] }
      }
    }
  }

  /// Writes the labels of these indices one after another, all positions of a sample together; `output` may be longer.
  package func copyLabels(_ indices: ArraySlice<Int>, into output: UnsafeMutableBufferPointer<Int32>) {
    precondition(
      output.count >= indices.count * positions,
      "room for \(output.count) of \(indices.count * positions) labels")
    guard case .labels(let labels, _) = targets else { preconditionFailure("numbers have no labels") }
    for (row, index) in zip(0..., indices) {
      for position in 0..<positions {
        output[row * positions + position] = labels[index * positions + position]
      }
    }
  }

  private func fill(
    _ indices: some Collection<Int>, _ normalization: PixelNormalization,
    _ output: UnsafeMutableBufferPointer<Float>
  ) {
    let needed = indices.count * shape.count
    precondition(output.count >= needed, "room for \(output.count) of \(needed) numbers")
    let normalization = self.normalization ?? normalization
    precondition(
      normalization.mean.count == shape.channels,
      "\(normalization.mean.count) means for \(shape.channels) channels")
    switch values {
    case .bytes(let bytes):
      bytes.withUnsafeBufferPointer { source in
        for (row, index) in zip(0..., indices) { copy(source, index, normalization, output, row) }
      }
    case .floats(let floats):
      floats.withUnsafeBufferPointer { source in
        for (row, index) in zip(0..., indices) { copy(source, index, normalization, output, row) }
      }
    case .indices: preconditionFailure("integers are not normalized")
    }
  }

  private func copy(
    _ source: UnsafeBufferPointer<UInt8>, _ index: Int, _ normalization: PixelNormalization,
    _ output: UnsafeMutableBufferPointer<Float>, _ row: Int
  ) {
    precondition((0..<count).contains(index), "no sample \(index) among \(count)")
    guard let source = source.baseAddress, let output = output.baseAddress else { return }
    let area = shape.area
    for channel in 0..<shape.channels {
      let scale = Float(1 / (255 * normalization.deviation[channel]))
      let offset = Float(-normalization.mean[channel] / normalization.deviation[channel])
      let from = source + (index * shape.channels + channel) * area
      let to = output + (row * shape.channels + channel) * area
      for i in 0..<area { to[i] = Float(from[i]) * scale + offset }
    }
  }

  private func copy(
    _ source: UnsafeBufferPointer<Float>, _ index: Int, _ normalization: PixelNormalization,
    _ output: UnsafeMutableBufferPointer<Float>, _ row: Int
  ) {
    precondition((0..<count).contains(index), "no sample \(index) among \(count)")
    guard let source = source.baseAddress, let output = output.baseAddress else { return }
    let area = shape.area
    for channel in 0..<shape.channels {
      let scale = Float(1 / normalization.deviation[channel])
      let mean = Float(normalization.mean[channel])
      let from = source + (index * shape.channels + channel) * area
      let to = output + (row * shape.channels + channel) * area
      for i in 0..<area { to[i] = (from[i] - mean) * scale }
    }
  }
}
