import Networks

/// The network, computed as slowly and plainly as its definition reads; shares nothing with the fast code.
struct ReferenceNetwork<Scalar: ReferenceScalar> {
  typealias Tensor = ReferenceTensor<Scalar>

  let graph: Graph
  let layout: ParameterLayout
  let parameters: [Scalar]
  let statistics: BatchStatistics

  init(_ graph: Graph, parameters: [Scalar], statistics: BatchStatistics) {
    self.graph = graph
    layout = ParameterLayout(graph)
    self.parameters = parameters
    self.statistics = statistics
  }

  func block(_ node: Int, _ index: Int) -> Range<Int> { layout.blocks(of: node)[index].range }

  /// The node's own parameters, block by block.
  func own(_ node: Int) -> [[Scalar]] { layout.blocks(of: node).map { Array(parameters[$0.range]) } }

  /// The values of all nodes, for the samples and the network's other inputs.
  func forward(_ images: Tensor, _ others: [Tensor] = []) -> [Tensor] {
    var values: [Tensor] = []
    let inputs = graph.inputNodes
    for node in graph.nodes.indices {
      if let column = inputs.firstIndex(of: node) {
        values.append(column == 0 ? images : others[column - 1])
      } else {
        values.append(apply(node, graph.nodes[node].inputs.map { values[$0] }, batch: images.batch))
      }
    }
    return values
  }

  /// Weighted mean loss over the samples.
  func loss(_ images: Tensor, _ others: [Tensor] = [], _ goal: ReferenceGoal) -> Scalar {
    let outputs = forward(images, others)[graph.nodes.count - 1]
    var sum = Scalar(0)
    var weight = 0.0
    for n in 0..<outputs.batch {
      let rows = rows(of: n, goal)
      var own = Scalar(0)
      for row in rows { own += goal.loss(row.index, row.places.map { outputs.values[$0] }) }
      if !rows.isEmpty { sum += Scalar(goal.weight(n) / Double(rows.count)) * own }
      weight += goal.weight(n)
    }
    return sum / Scalar(weight)
  }

  /// The rows of outputs of one sample that are compared with something: their number, and where their outputs lie.
  private func rows(of n: Int, _ goal: ReferenceGoal) -> [(index: Int, places: [Int])] {
    let shape = graph.values[graph.nodes.count - 1]
    let count = shape.count
    var result: [(index: Int, places: [Int])] = [(n, Array(n * count..<(n + 1) * count))]
    if goal.loss.takesLabels, !shape.isVector {
      // Channels of an image, else the last axis.
      let classes = shape.isImage ? shape.extents[1] : shape.extents[shape.rank - 1]
      let positions = count / classes
      result = (0..<positions).map { p in
        let places = (0..<classes).map { k in
          n * count + (shape.isImage ? k * positions + p : p * classes + k)
        }
        return (n * positions + p, places)
      }
    }
    return result.filter { goal.counts($0.index) }
  }

  /// Gradient of the mean loss with respect to the flat vector, in reverse mode.
  func gradient(_ images: Tensor, _ others: [Tensor] = [], _ goal: ReferenceGoal) -> [Scalar] {
    gradients(images, others, goal).parameters
  }

  /// Gradients of the mean loss with respect to the flat vector and to the values of all nodes, in reverse mode.
  func gradients(
    _ images: Tensor, _ others: [Tensor] = [], _ goal: ReferenceGoal
  ) -> (parameters: [Scalar], nodes: [Tensor]) {
    let values = forward(images, others)
    var gradient = Array(repeating: Scalar(0), count: layout.count)
    var bars = values.map { Tensor(like: $0) }
    let last = graph.nodes.count - 1
    let weight = (0..<images.batch).reduce(0) { $0 + goal.weight($1) }
    for n in 0..<images.batch {
      let rows = rows(of: n, goal)
      for row in rows {
        let slopes = goal.gradient(row.index, row.places.map { values[last].values[$0] })
        for (place, slope) in zip(row.places, slopes) {
          bars[last].values[place] = slope * Scalar(goal.weight(n)) / Scalar(Double(rows.count) * weight)
        }
      }
    }
    for node in (0...last).reversed() {
      let inputs = graph.nodes[node].inputs
      let terms = pull(node, inputs.map { values[$0] }, values[node], bars[node], &gradient)
      for (input, term) in zip(inputs, terms) {
        for i in term.values.indices { bars[input].values[i] += term.values[i] }
      }
    }
    for block in layout.blocks where block.role == .constant {
      for i in block.range { gradient[i] = Scalar(0) }
    }
    return (gradient, bars)
  }

  // MARK: Values

  private func apply(_ node: Int, _ inputs: [Tensor], batch: Int) -> Tensor {
    var y = Tensor(batch: batch, graph.values[node])
    switch graph.nodes[node].operation.base {
    case is Input: return inputs[0]
    case let convolution as Convolution where inputs.count == 1: convolve(node, convolution, inputs[0], &y)
    case let dense as Dense where inputs.count == 1 && inputs[0].isVector:
      let weights = block(node, 0).lowerBound
      let mask = weightMask(node, dense)
      let features = inputs[0].shape.count
      y.forEachIndex { n, unit, _, _ in
        var sum = dense.bias ? parameters[block(node, 1).lowerBound + unit] : Scalar(0)
        for i in 0..<features {
          let weight = Scalar(mask[unit * features + i]) * parameters[weights + unit * features + i]
          sum += weight * inputs[0].values[n * features + i]
        }
        y[n, unit, 0, 0] = sum
      }
    case let normalization as BatchNormalization:
      let (mean, variance) = moments(node, inputs[0])
      let (scale, shift) = (block(node, 0).lowerBound, block(node, 1).lowerBound)
      y.forEachIndex { n, c, row, column in
        let deviation = (variance[c] + Scalar(Double(normalization.epsilon))).squareRoot()
        let centred = (inputs[0][n, c, row, column] - mean[c]) / deviation
        y[n, c, row, column] = parameters[scale + c] * centred + parameters[shift + c]
      }
    case let normalization as GroupNormalization:
      let centred = Self.normalize(inputs[0], normalization).values
      guard normalization.affine else {
        y.values = centred.values
        break
      }
      let (scale, shift) = (block(node, 0).lowerBound, block(node, 1).lowerBound)
      y.forEachIndex { n, c, row, column in
        y[n, c, row, column] = parameters[scale + c] * centred[n, c, row, column] + parameters[shift + c]
      }
    case let layer as DropoutLayer:
      let mask = unitMask(node, layer.dropout, inputs[0])
      y.values = zip(inputs[0].values, mask).map { $0 * Scalar($1) }
    case let layer as ElementwiseActivation where layer.function == .prelu:
      y.forEachIndex { n, c, row, column in
        let x = inputs[0][n, c, row, column]
        y[n, c, row, column] = x.value > 0 ? x : parameters[block(node, 0).lowerBound + c] * x
      }
    case let layer as ElementwiseActivation:
      y.values = inputs[0].values.map { Self.activate(layer.function, $0) }
    case is Addition: y.values = zip(inputs[0].values, inputs[1].values).map { $0 + $1 }
    case is Flatten: y.values = inputs[0].values
    case is GlobalAveragePooling:
      let area = Scalar(Double(inputs[0].shape.area))
      inputs[0].forEachIndex { n, c, row, column in
        y[n, c, 0, 0] += inputs[0][n, c, row, column] / area
      }
    case let pooling as Pooling:
      y.forEachIndex { n, c, row, column in
        let window = Self.window(pooling, row, column, inputs[0].shape)
        if pooling.kind == .maximum {
          let (wy, wx) = Self.winner(inputs[0], n, c, window)
          y[n, c, row, column] = inputs[0][n, c, wy, wx]
        } else {
          for (wy, wx) in window {
            y[n, c, row, column] +=
              inputs[0][n, c, wy, wx]
              / Scalar(Self.divisor(pooling, row, column, inputs[0].shape))
          }
        }
      }
    case let subsampling as Subsampling:
      y.forEachIndex { n, c, row, column in
        guard c < inputs[0].shape.channels else { return }
        y[n, c, row, column] = inputs[0][n, c, row * subsampling.stride, column * subsampling.stride]
      }
    default: y.values = ReferenceOperation.apply(graph, node, inputs, own(node), batch: batch)
    }
    return y
  }

  private func convolve(_ node: Int, _ convolution: Convolution, _ x: Tensor, _ y: inout Tensor) {
    let weights = block(node, 0).lowerBound
    let result = y
    result.forEachIndex { n, f, row, column in
      var sum = convolution.bias ? parameters[block(node, 1).lowerBound + f] : Scalar(0)
      Self.forEachTap(convolution, x.shape.channels, f, row, column) { c, y, column, w in
        guard let pixel = x.padded(n, c, y, column) else { return }
        sum += parameters[weights + w] * pixel
      }
      y[n, f, row, column] = sum
    }
  }

  /// Calls `body` with the input's channel, row and column, and the place among the weights, of each factor of one output.
  static func forEachTap(
    _ convolution: Convolution, _ channels: Int, _ filter: Int, _ row: Int, _ column: Int,
    _ body: (Int, Int, Int, Int) -> Void
  ) {
    let own = channels / convolution.groups
    let first = filter / (convolution.filters / convolution.groups) * own
    let (kernel, dilation) = (convolution.kernel, convolution.dilation)
    for c in 0..<own {
      for ky in 0..<kernel.height {
        for kx in 0..<kernel.width {
          body(
            first + c, row * convolution.stride.height + ky * dilation.height - convolution.padding.top,
            column * convolution.stride.width + kx * dilation.width - convolution.padding.left,
            ((filter * own + c) * kernel.height + ky) * kernel.width + kx)
        }
      }
    }
  }

  /// Mean and biased variance per channel, of the batch or the running ones.
  func moments(_ node: Int, _ x: Tensor) -> (mean: [Scalar], variance: [Scalar]) {
    if statistics == .running {
      return (Array(parameters[block(node, 2)]), Array(parameters[block(node, 3)]))
    }
    let count = Scalar(Double(x.batch * x.shape.area))
    var mean = Array(repeating: Scalar(0), count: x.shape.channels)
    var variance = mean
    x.forEachIndex { n, c, row, column in mean[c] += x[n, c, row, column] / count }
    x.forEachIndex { n, c, row, column in
      let d = x[n, c, row, column] - mean[c]
      variance[c] += d * d / count
    }
    return (mean, variance)
  }

  /// The pixels of a window that lie inside the image.
  static func window(_ pooling: Pooling, _ row: Int, _ column: Int, _ shape: SampleShape) -> [(Int, Int)] {
    var result: [(Int, Int)] = []
    for dy in 0..<pooling.kernel.height {
      for dx in 0..<pooling.kernel.width {
        let at = (
          row * pooling.stride.height + dy * pooling.dilation.height - pooling.padding.top,
          column * pooling.stride.width + dx * pooling.dilation.width - pooling.padding.left
        )
        if (0..<shape.height).contains(at.0), (0..<shape.width).contains(at.1) { result.append(at) }
      }
    }
    return result
  }

  /// What an average divides by: the pixels inside the image, or inside image and padding.
  static func divisor(_ pooling: Pooling, _ row: Int, _ column: Int, _ shape: SampleShape) -> Double {
    guard pooling.countsPadding else { return Double(window(pooling, row, column, shape).count) }
    func count(_ at: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ end: Int) -> Int {
      (0..<kernel).count { at * stride + $0 - before < end }
    }
    let padding = pooling.padding
    return Double(
      count(row, pooling.kernel.height, pooling.stride.height, padding.top, shape.height + padding.bottom)
        * count(
          column, pooling.kernel.width, pooling.stride.width, padding.left, shape.width + padding.right))
  }

  static func winner(_ x: Tensor, _ n: Int, _ c: Int, _ window: [(Int, Int)]) -> (Int, Int) {
    var best = window[0]
    for at in window where x[n, c, at.0, at.1].value > x[n, c, best.0, best.1].value { best = at }
    return best
  }
}
