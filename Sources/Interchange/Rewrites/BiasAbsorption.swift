import Networks

/// A vector that is added to what a layer computes as the layer's bias, and no bias where it is constantly 0.
enum BiasAbsorption: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    if dropZeros(node, table) { return true }
    let isSum = table.operation(node) == .arithmetic(.add)
    guard isSum else { return false }
    let inputs = table.inputs(node)
    return absorb(inputs[1], into: inputs[0], at: node, table)
      || absorb(inputs[0], into: inputs[1], at: node, table)
  }

  private static func dropZeros(_ node: Int, _ table: NodeTable) -> Bool {
    let inputs = table.inputs(node)
    guard inputs.count == 3, let operation = table.operation(node).withBias(false),
      let numbers = table.numbers(inputs[2]), numbers.allSatisfy({ $0 == 0 })
    else { return false }
    return table.replace(node, with: operation, Array(inputs[..<2]))
  }

  private static func absorb(_ vector: Int, into value: Int, at node: Int, _ table: NodeTable) -> Bool {
    guard table.shape(vector).batchAxis == nil, table.shape(value) == table.shape(node),
      table.isReadOnce(value)
    else {
      return false
    }
    var layer = value
    if table.as(Reshape.self, value) != nil {
      layer = table.inputs(value)[0]
      guard table.isReadOnce(layer) else { return false }
    }
    guard table.inputs(layer).count == 2, let operation = table.operation(layer).withBias(true),
      let axis = unitAxis(of: layer, seenAs: table.shape(node), table)
    else { return false }
    let units = table.shape(node).extents[axis]
    let own = table.shape(vector)
    // The vector's only extent is that of the units' axis, counted from the end.
    let position = axis - (table.shape(node).rank - own.rank)
    guard own.extents.indices.contains(position), own.extents[position] == units, own.count == units,
      let bias = flat(vector, count: units, table),
      let result = table.add(operation, table.inputs(layer) + [bias], near: layer)
    else { return false }
    if layer == value { return table.replace(node, by: result) }
    return table.replace(node, with: table.operation(value), [result])
  }

  /// The axis of a layer's units in the form in which the sum sees its values; nil where that splits or joins the axis.
  private static func unitAxis(of layer: Int, seenAs shape: ValueShape, _ table: NodeTable) -> Int? {
    let own = table.shape(layer)
    if table.as(Dense.self, layer) != nil {
      guard own.extents.last == shape.extents.last, shape.batchAxis != shape.rank - 1,
        own.batchAxis != own.rank - 1
      else {
        return nil
      }
      return shape.rank - 1
    }
    guard own.rank >= 2, shape.rank >= 2, own.batchAxis == 0, shape.batchAxis == 0,
      own.extents[..<2] == shape.extents[..<2]
    else { return nil }
    return 1
  }

  /// A value as a vector: what a reshape has made of one, or a reshape of it.
  private static func flat(_ node: Int, count: Int, _ table: NodeTable) -> Int? {
    if table.shape(node).extents == [count] { return node }
    if table.as(Reshape.self, node) != nil, let source = table.inputs(node).first,
      table.shape(source).extents == [count]
    {
      return source
    }
    if let owned = OwnedSource(of: node, as: [count], in: table) {
      let parameter = Operation.parameter(Parameter(shape: [count], role: .offset))
      guard let result = table.add(parameter, [], near: node, owning: [owned.source]) else { return nil }
      table.swapNames(owned.node, result)
      return result
    }
    return table.add(.reshape([count]), [node], near: node)
  }
}

extension Operation {
  /// A layer with or without a bias; nil for what is no such layer, or already is so.
  fileprivate func withBias(_ bias: Bool) -> Operation? {
    switch base {
    case let dense as Dense where dense.bias != bias:
      .dense(Dense(units: dense.units, bias: bias, dropConnect: dense.dropConnect))
    case let layer as Convolution where layer.bias != bias:
      .convolution(
        Convolution(
          filters: layer.filters, kernel: layer.kernel, stride: layer.stride, padding: layer.padding,
          dilation: layer.dilation, groups: layer.groups, bias: bias))
    case let layer as TransposedConvolution where layer.bias != bias:
      Operation(
        TransposedConvolution(
          filters: layer.filters, kernel: layer.kernel, stride: layer.stride, padding: layer.padding,
          outputPadding: layer.outputPadding, dilation: layer.dilation, groups: layer.groups, bias: bias))
    default: nil
    }
  }
}
