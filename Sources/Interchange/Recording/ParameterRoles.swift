import Networks

/// What each parameter is for, by what reads it: never by its rank or its order in the file.
enum ParameterRoles {
  /// The nodes with their parameters' roles.
  static func assigned(_ nodes: [GraphRecorder.Node]) -> [GraphRecorder.Node] {
    var readers: [[(node: Int, slot: Int)]] = Array(repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for (slot, input) in node.inputs.enumerated() { readers[input].append((index, slot)) }
    }
    var result = nodes
    for (index, node) in nodes.enumerated() {
      guard let parameter = node.operation.as(Parameter.self) else { continue }
      let role: ParameterRole
      if case .numbers? = node.sources.first {
        role = .constant
      } else {
        role = self.role(of: index, shape: parameter.shape, nodes, readers)
      }
      result[index].operation = .parameter(Parameter(shape: parameter.shape, role: role))
    }
    return result
  }

  /// The role that the first reader gives, through whatever depends on parameters alone.
  private static func role(
    of node: Int, shape: [Int], _ nodes: [GraphRecorder.Node], _ readers: [[(node: Int, slot: Int)]]
  ) -> ParameterRole {
    // Only the first axis is followed: filters are its positions.
    var pending = [node]
    var seen: Set<Int> = []
    while let current = pending.popLast() {
      for (reader, slot) in readers[current].reversed() where seen.insert(reader).inserted {
        switch nodes[reader].operation.base {
        case is Dense, is Convolution, is TransposedConvolution, is Recurrent:
          if slot == 1 || slot == 2 && nodes[reader].operation.base is Recurrent {
            // ONNX has an axis for the directions before that of the gates.
            let lead =
              nodes[reader].operation.base is Recurrent && shape.count == 3 ? shape[0] * shape[1] : shape[0]
            return .weight(filters: lead)
          }
          if slot > 1 { return .bias }
        case is Embedding:
          if slot == 1 { return .weight(filters: shape[0]) }
        default: break
        }
        if nodes[reader].shape.batchAxis == nil {
          pending.append(reader)
          continue
        }
        if let arithmetic = nodes[reader].operation.as(Arithmetic.self) {
          switch arithmetic.function {
          case .multiply, .divide: return .normalizationScale
          default: return .offset
          }
        }
        if nodes[reader].operation.base is MatrixProduct, shape.count >= 2 {
          return .weight(filters: shape[0])
        }
      }
    }
    return .offset
  }
}

extension Operation {
  var isInput: Bool { self.as(Input.self) != nil }
}
