import Networks

/// The definitions of operations on tensors of any rank, one row each.
///
/// Backward rules follow from them by a tape.
enum ReferenceOperation {
  /// The value of a node, row-major.
  ///
  /// - Parameter own: the node's own parameters, block by block.
  static func apply<Scalar: ReferenceScalar>(
    _ graph: Graph, _ node: Int, _ inputs: [ReferenceTensor<Scalar>], _ own: [[Scalar]], batch: Int
  ) -> [Scalar] {
    let x = inputs.first?.values ?? []
    let shape = inputs.first?.extents ?? []
    let result = graph.values[node].extents(batch: batch)
    /// A number of an input that is repeated along axes where its extent is 1.
    func at(_ input: Int, _ index: [Int]) -> Scalar {
      let extents = inputs[input].extents
      let aligned = index.suffix(extents.count)
      return inputs[input].values[Self.offset(zip(aligned, extents).map { $1 == 1 ? 0 : $0 }, extents)]
    }
    switch graph.nodes[node].operation.base {
    case is Parameter: return own[0]
    case let permutation as Permutation:
      return each(result) { index in
        var source = index
        for (axis, from) in permutation.axes.enumerated() { source[from] = index[axis] }
        return x[offset(source, shape)]
      }
    case is Reshape: return x
    case let slice as Slice:
      return each(result) { index in
        var source = index
        source[slice.axis] += slice.start
        return x[offset(source, shape)]
      }
    case let concatenation as Concatenation:
      return each(result) { index in
        var source = index
        for input in inputs {
          if source[concatenation.axis] < input.extents[concatenation.axis] {
            return input.values[offset(source, input.extents)]
          }
          source[concatenation.axis] -= input.extents[concatenation.axis]
        }
        preconditionFailure("beyond the last input")
      }
    case let padding as ZeroPadding:
      return each(result) { index in
        let source = zip(index, padding.before).map { $0 - $1 }
        let isInside = zip(source, shape).allSatisfy { $0 >= 0 && $0 < $1 }
        return isInside ? x[offset(source, shape)] : Scalar(0)
      }
    case is MatrixProduct:
      return each(result) { index in
        var sum = Scalar(0)
        for k in 0..<(shape.last ?? 0) {
          sum += at(0, index.dropLast() + [k]) * at(1, index.dropLast(2) + [k, index[index.count - 1]])
        }
        return sum
      }
    case let arithmetic as Arithmetic:
      return each(result) { index in
        let (a, b) = (at(0, index), at(1, index))
        return switch arithmetic.function {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .maximum: a.value == b.value ? (a + b) / Scalar(2) : a.value > b.value ? a : b
        case .minimum: a.value == b.value ? (a + b) / Scalar(2) : a.value < b.value ? a : b
        case .power: (b * a.logarithm()).exponential()
        }
      }
    case let comparison as Comparison:
      return each(result) { index in
        let (a, b) = (at(0, index).value, at(1, index).value)
        let isTrue =
          switch comparison.function {
          case .less: a < b
          case .lessOrEqual: a <= b
          case .greater: a > b
          case .greaterOrEqual: a >= b
          case .equal: a == b
          case .notEqual: a != b
          }
        return Scalar(isTrue ? 1 : 0)
      }
    case is Selection:
      return each(result) { index in at(0, index).value != 0 ? at(1, index) : at(2, index) }
    case is LogSoftmax:
      return rows(x, shape) { row in
        let total = row.reduce(Scalar(0)) { $0 + $1.exponential() }
        return row.map { $0 - total.logarithm() }
      }
    case let gather as Gather:
      return each(result) { index in
        var source = index
        source[gather.axis] = gather.indices[index[gather.axis]]
        return x[offset(source, shape)]
      }
    case let affine as Affine:
      return x.map { Scalar(Double(affine.scale)) * $0 + Scalar(Double(affine.shift)) }
    case let elementary as Elementary: return x.map { ReferenceFunction.apply(elementary, $0) }
    case let reduction as Reduction:
      var stretches = Array(repeating: [Scalar](), count: result.reduce(1, *))
      for (index, value) in zip(indices(shape), x) {
        stretches[offset(zip(index, result).map { $1 == 1 ? 0 : $0 }, result)].append(value)
      }
      return stretches.map { numbers in
        switch reduction.function {
        case .sum: numbers.reduce(Scalar(0), +)
        case .mean: numbers.reduce(Scalar(0), +) / Scalar(Double(numbers.count))
        case .maximum: numbers.dropFirst().reduce(numbers[0]) { $1.value > $0.value ? $1 : $0 }
        case .minimum: numbers.dropFirst().reduce(numbers[0]) { $1.value < $0.value ? $1 : $0 }
        case .product: numbers.reduce(Scalar(1), *)
        }
      }
    case let softmax as SoftmaxOperation: return Self.softmax(x, shape, causal: softmax.causal)
    case let normalization as LayerNormalization:
      return rows(x, shape) { row in
        let count = Scalar(Double(row.count))
        let mean = row.reduce(Scalar(0), +) / count
        let variance = row.map { ($0 - mean) * ($0 - mean) }.reduce(Scalar(0), +) / count
        let deviation = (variance + Scalar(Double(normalization.epsilon))).squareRoot()
        return row.enumerated().map { i, value in
          guard normalization.affine else { return (value - mean) / deviation }
          let scaled = own[0][i] * ((value - mean) / deviation)
          return normalization.bias ? scaled + own[1][i] : scaled
        }
      }
    case let normalization as RootMeanSquareNormalization:
      return rows(x, shape) { row in
        let square = row.map { $0 * $0 }.reduce(Scalar(0), +) / Scalar(Double(row.count))
        let root = (square + Scalar(Double(normalization.epsilon))).squareRoot()
        return row.enumerated().map { normalization.affine ? own[0][$0] * ($1 / root) : $1 / root }
      }
    case let embedding as Embedding:
      let table = inputs.count > 1 ? inputs[1].values : own[0]
      return x.flatMap { index in
        let start = Int(index.value) * embedding.width
        return table[start..<start + embedding.width]
      }
    case let attention as Attention:
      return Self.attention(attention, inputs) { at(3, $0) }
    case let dense as Dense:
      let parameters = inputs.dropFirst().map(\.values) + own
      return rows(x, inputs[0].isVector ? [batch, x.count / batch] : shape) { row in
        (0..<dense.units).map { unit in
          var sum = dense.bias ? parameters[1][unit] : Scalar(0)
          for (i, value) in row.enumerated() { sum += parameters[0][unit * row.count + i] * value }
          return sum
        }
      }
    case let convolution as Convolution:
      let parameters = inputs.dropFirst().map(\.values) + own
      return each(result) { index in
        var sum = convolution.bias ? parameters[1][index[1]] : Scalar(0)
        ReferenceNetwork<Scalar>.forEachTap(convolution, shape[1], index[1], index[2], index[3]) {
          channel, row, column, weight in
          guard let pixel = inputs[0].padded(index[0], channel, row, column) else { return }
          sum += parameters[0][weight] * pixel
        }
        return sum
      }
    case let transposed as TransposedConvolution:
      let parameters = inputs.dropFirst().map(\.values) + own
      return transposedConvolution(transposed, inputs[0], parameters, result)
    case let recurrent as Recurrent:
      return Self.recurrent(recurrent, inputs[0], inputs.dropFirst().map(\.values) + own)
    case let resize as Resize: return Self.resize(resize, inputs[0], result)
    default: preconditionFailure("the reference does not know \(graph.nodes[node].operation.name)")
    }
  }

  // MARK: Rows of the table that need more room

  private static func softmax<Scalar: ReferenceScalar>(
    _ x: [Scalar], _ extents: [Int], causal: Bool
  ) -> [Scalar] {
    let (height, width) = (extents[extents.count - 2], extents[extents.count - 1])
    var row = 0
    return rows(x, extents) { values in
      defer { row += 1 }
      let seen = causal ? row % height + 1 + width - height : width
      let powers = values.prefix(seen).map { $0.exponential() }
      let sum = powers.reduce(Scalar(0), +)
      return powers.map { $0 / sum } + Array(repeating: Scalar(0), count: width - seen)
    }
  }

  private static func attention<Scalar: ReferenceScalar>(
    _ attention: Attention, _ inputs: [ReferenceTensor<Scalar>], _ mask: ([Int]) -> Scalar
  ) -> [Scalar] {
    let (q, k, v) = (inputs[0], inputs[1], inputs[2])
    // A head of keys and values for so many of the queries.
    let shared = q.extents[1] / k.extents[1]
    let scores = each([q.extents[0], q.extents[1], q.extents[2], k.extents[2]]) { index in
      var sum = Scalar(0)
      for d in 0..<q.extents[3] {
        sum +=
          q.values[offset([index[0], index[1], index[2], d], q.extents)]
          * k.values[offset([index[0], index[1] / shared, index[3], d], k.extents)]
      }
      let scaled = Scalar(Double(attention.scale)) * sum
      return inputs.count > 3 ? scaled + mask(index) : scaled
    }
    let extents = [q.extents[0], q.extents[1], q.extents[2], k.extents[2]]
    let weights = softmax(scores, extents, causal: attention.causal)
    return each([q.extents[0], q.extents[1], q.extents[2], v.extents[3]]) { index in
      var sum = Scalar(0)
      for j in 0..<k.extents[2] {
        sum +=
          weights[offset([index[0], index[1], index[2], j], extents)]
          * v.values[offset([index[0], index[1] / shared, j, index[3]], v.extents)]
      }
      return sum
    }
  }

  // MARK: Index spaces

  /// All indices in row-major order.
  static func indices(_ extents: [Int]) -> [[Int]] {
    extents.reduce([[]]) { all, extent in all.flatMap { index in (0..<extent).map { index + [$0] } } }
  }

  static func each<Scalar>(_ extents: [Int], _ body: ([Int]) -> Scalar) -> [Scalar] {
    indices(extents).map(body)
  }

  /// Applies `body` to each row along the last axis.
  static func rows<Scalar>(
    _ x: [Scalar], _ extents: [Int], _ body: ([Scalar]) -> [Scalar]
  ) -> [Scalar] {
    let width = extents[extents.count - 1]
    return stride(from: 0, to: x.count, by: width).flatMap { body(Array(x[$0..<$0 + width])) }
  }

  static func offset(_ index: some Sequence<Int>, _ extents: [Int]) -> Int {
    zip(index, extents).reduce(0) { $0 * $1.1 + $1.0 }
  }
}
