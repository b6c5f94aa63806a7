import Tensors

extension Recurrent {
  /// Every step written out: products with the state, gates, and the states of all steps together.
  package func expansion(of inputs: [ValueShape]) -> Expansion? {
    var unrolled = UnrolledRecurrence(self, inputs)
    return unrolled.build()
  }
}

/// The plain operations of a recurrent layer, one step after the other.
private struct UnrolledRecurrence {
  private let layer: Recurrent
  private let samples: Int
  private let steps: Int
  private var expansion: Expansion
  private var names = 0
  /// Nodes of `weight_ih`, `weight_hh`, `bias_ih` and `bias_hh`.
  private let parameters: [Int]
  /// Nodes of the rows of `weight_hh` and `bias_hh`, gate by gate where the candidate's are used apart.
  private var recurrentRows: [Range<Int>: (weight: Int, bias: Int?)] = [:]
  private var state: Int?
  private var cellState: Int?

  init(_ layer: Recurrent, _ inputs: [ValueShape]) {
    self.layer = layer
    (samples, steps) = (inputs[0].extents[0], inputs[0].extents[1])
    let all = layer.bias ? 4 : 2
    let fed = inputs.count - 1
    let expansion = Expansion(inputs: inputs.count, parameters: all - fed)
    parameters = (0..<all).map { $0 < fed ? 1 + $0 : expansion.parameter($0 - fed) }
    self.expansion = expansion
  }

  mutating func build() -> Expansion {
    let dense = Dense(units: layer.rows, bias: layer.bias)
    let sums = add(
      "inputs", .dense(dense), [0, parameters[0]] + (layer.bias ? [parameters[2]] : []))
    var states: [Int] = []
    for k in 0..<steps {
      let step = layer.reverse ? steps - 1 - k : k
      let part = add("step", .slice(axis: 1, step..<step + 1), [sums])
      let next = advance(add("row", .reshape([samples, layer.rows]), [part]))
      state = next
      states.append(add("state", .reshape([samples, 1, layer.units]), [next]))
    }
    if layer.reverse { states.reverse() }
    // A concatenation takes no more than so many.
    while states.count > 1 {
      states = stride(from: 0, to: states.count, by: 1024).map { start in
        add("states", .concatenate(axis: 1), Array(states[start..<min(states.count, start + 1024)]))
      }
    }
    return expansion
  }

  private mutating func add(_ name: String, _ operation: Operation, _ inputs: [Int]) -> Int {
    names += 1
    return expansion.add("\(name)\(names)", operation, inputs)
  }

  private mutating func sum(_ a: Int, _ b: Int?) -> Int {
    guard let b else { return a }
    return add("sum", .arithmetic(.add), [a, b])
  }

  private mutating func product(_ a: Int, _ b: Int) -> Int { add("product", .arithmetic(.multiply), [a, b]) }

  private mutating func sigmoid(_ x: Int) -> Int { add("gate", .activation(.sigmoid), [x]) }

  private mutating func tanh(_ x: Int) -> Int { add("tanh", .activation(.tanh), [x]) }

  /// The state after a row of what the input adds to the gates.
  private mutating func advance(_ row: Int) -> Int {
    switch layer.cell {
    case .tanh: return tanh(sum(row, recurrent(state, 0..<1)))
    case .relu: return add("relu", .activation(.relu), [sum(row, recurrent(state, 0..<1))])
    case .lstm: return advanceMemory(sum(row, recurrent(state, 0..<4)))
    case .gru:
      let own = recurrent(state, 0..<3)
      let reset = sigmoid(sum(gate(row, 0), own.map { part($0, 0) }))
      let kept = sigmoid(sum(gate(row, 1), own.map { part($0, 1) }))
      let candidate = own.map { product(reset, part($0, 2)) }
      return mixed(tanh(sum(gate(row, 2), candidate)), kept)
    case .gruWithResetFirst:
      let own = recurrent(state, 0..<2)
      let reset = sigmoid(sum(gate(row, 0), own.map { part($0, 0) }))
      let kept = sigmoid(sum(gate(row, 1), own.map { part($0, 1) }))
      let candidate = recurrent(state.map { product(reset, $0) }, 2..<3)
      return mixed(tanh(sum(gate(row, 2), candidate)), kept)
    }
  }

  private mutating func advanceMemory(_ gates: Int) -> Int {
    let added = product(sigmoid(gate(gates, 0)), tanh(gate(gates, 2)))
    let memory: Int
    if let cellState {
      memory = sum(product(sigmoid(gate(gates, 1)), cellState), added)
    } else {
      memory = added
    }
    cellState = memory
    return product(sigmoid(gate(gates, 3)), tanh(memory))
  }

  /// `n + z ∘ (h − n)`.
  private mutating func mixed(_ candidate: Int, _ kept: Int) -> Int {
    guard let state else {
      return add("mixed", .arithmetic(.subtract), [candidate, product(kept, candidate)])
    }
    let difference = add("difference", .arithmetic(.subtract), [state, candidate])
    return sum(candidate, product(kept, difference))
  }

  private mutating func gate(_ row: Int, _ index: Int) -> Int {
    add("slice", .slice(axis: 1, index * layer.units..<(index + 1) * layer.units), [row])
  }

  /// A gate of what the state adds, which is a vector without samples before the first step.
  private mutating func part(_ own: Int, _ index: Int) -> Int {
    guard state == nil else { return gate(own, index) }
    return add("slice", .slice(axis: 0, index * layer.units..<(index + 1) * layer.units), [own])
  }

  /// `U h + c` for some gates; `c` alone without a state, nil if there is none.
  private mutating func recurrent(_ state: Int?, _ gates: Range<Int>) -> Int? {
    let rows = rows(gates)
    guard let state else { return rows.bias }
    let dense = Dense(units: gates.count * layer.units, bias: layer.bias)
    return add("recurrent", .dense(dense), [state, rows.weight] + (rows.bias.map { [$0] } ?? []))
  }

  private mutating func rows(_ gates: Range<Int>) -> (weight: Int, bias: Int?) {
    let bias = layer.bias ? parameters[3] : nil
    guard gates.count < layer.cell.loop.gates else { return (parameters[1], bias) }
    if let known = recurrentRows[gates] { return known }
    let slice = Operation.slice(
      axis: 0, gates.lowerBound * layer.units..<gates.upperBound * layer.units)
    let found = (add("rows", slice, [parameters[1]]), bias.map { add("rows", slice, [$0]) })
    recurrentRows[gates] = found
    return found
  }
}
