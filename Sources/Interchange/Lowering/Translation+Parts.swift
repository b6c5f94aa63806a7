import Formats

/// Tensors of the file that are too large to be read as a whole where only a part of them is used, such as masks for all
/// positions that a language model could have.
extension Translation {
  /// Numbers above which a tensor is read by parts.
  static let largeCount = 1 << 22

  /// What a slice takes of a large tensor of the file, which alone is read.
  ///
  /// - Returns: nil where the argument is no such tensor; no result where the part is large as well, which the next slice, or
  ///   whoever reads it, takes by its name.
  func part(
    of argument: ForeignGraph.Argument?, _ slices: [(axis: Int, start: Int, end: Int, step: Int)],
    as output: String?
  ) throws(Refusal) -> [Traced]? {
    guard case .value(let name)? = argument, let output, !output.isEmpty, var tensor = large(name) else {
      return nil
    }
    for slice in slices {
      let axis = try axis(slice.axis, rank: tensor.extents.count)
      guard let part = tensor.sliced(axis, from: slice.start, to: slice.end, step: slice.step) else {
        return nil
      }
      tensor = part
    }
    guard tensor.count > Self.largeCount else { return [.constant(ConstantTensor(tensor))] }
    parts[output] = tensor
    return []
  }

  /// A large tensor that is no parameter, and that nothing has read yet.
  private func large(_ name: String) -> ForeignTensor? {
    if let part = parts[name] { return part }
    guard known(name) == nil, let stored = graph.stored[name], stored.tensor.count > Self.largeCount else {
      return nil
    }
    switch stored.kind {
    case .parameter: return nil
    case .buffer, .constant: return stored.tensor
    case .unknown:
      return !stored.tensor.element.isFloat || stored.isMask || stored.isBinary ? stored.tensor : nil
    }
  }
}

extension ForeignTensor {
  /// Some positions of an axis, without a copy; nil for a step that does not go forward.
  ///
  /// Bounds count from the end where they are negative, and end with the axis.
  fileprivate func sliced(_ axis: Int, from start: Int, to end: Int, step: Int) -> ForeignTensor? {
    guard step > 0 else { return nil }
    let extent = extents[axis]
    func bound(_ index: Int) -> Int { max(0, min(extent, index < 0 ? index + extent : index)) }
    let (first, last) = (bound(start), bound(end))
    var (extents, strides) = (extents, strides)
    extents[axis] = last > first ? (last - first - 1) / step + 1 : 0
    guard extents[axis] > 0 else {
      return ForeignTensor(element, extents: extents, strides: strides, storage: storage, offset: offset)
    }
    let (wide, overflows) = strides[axis].multipliedReportingOverflow(by: extents[axis] > 1 ? step : 1)
    guard !overflows else { return nil }
    let place = offset + first * strides[axis] * element.size
    strides[axis] = wide
    return ForeignTensor(element, extents: extents, strides: strides, storage: storage, offset: place)
  }
}
