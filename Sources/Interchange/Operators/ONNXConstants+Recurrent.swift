import Glibc

/// Recurrent layers, step by step.
extension ONNXConstants {
  static let recurrent: [String: Function] = [
    "LSTM": recurrentLayer, "GRU": recurrentLayer, "RNN": recurrentLayer,
  ]

  @Sendable private static func recurrentLayer(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    var x = try c[0]
    let samplesFirst = try c.integer("layout", or: 0) == 1
    guard x.rank == 3 else { throw Refusal("its input has no steps") }
    if samplesFirst { x = x.applying(.permute([1, 0, 2])) }
    let cell = try RecurrentCell(c, features: x.extents[2])
    let (steps, samples, hidden) = (x.extents[0], x.extents[1], cell.hidden)
    let lengths = c.optional(4)?.integers.map(\.constant) ?? Array(repeating: steps, count: samples)
    guard lengths.count == samples, lengths.allSatisfy((0...steps).contains) else {
      throw Refusal("its lengths do not fit")
    }
    let directions = cell.directions
    var all = try ConstantTensor.filled(0, .float, extents: [steps, directions.count, samples, hidden])
    var (last, lastCell) = (
      try cell.initial(5, samples: samples, samplesFirst), try cell.initial(6, samples: samples, samplesFirst)
    )
    for (direction, isReverse) in directions.enumerated() {
      for sample in 0..<samples {
        let place = (direction * samples + sample) * hidden
        var (h, state) = (
          Array(last.numbers[place..<place + hidden]), Array(lastCell.numbers[place..<place + hidden])
        )
        for turn in 0..<lengths[sample] {
          let step = isReverse ? lengths[sample] - 1 - turn : turn
          let start = (step * samples + sample) * x.extents[2]
          cell.step(Array(x.numbers[start..<start + x.extents[2]]), &h, &state, direction)
          let target = ((step * directions.count + direction) * samples + sample) * hidden
          all.numbers.replaceSubrange(target..<target + hidden, with: h)
        }
        last.numbers.replaceSubrange(place..<place + hidden, with: h)
        lastCell.numbers.replaceSubrange(place..<place + hidden, with: state)
      }
    }
    if samplesFirst {
      all = all.applying(.permute([2, 0, 1, 3]))
      last = last.applying(.permute([1, 0, 2]))
      lastCell = lastCell.applying(.permute([1, 0, 2]))
    }
    return [all, last, c.call.name == "LSTM" ? lastCell : nil]
  }
}

/// The weights of a recurrent layer and what it does in one step.
private struct RecurrentCell {
  let name: String
  let hidden: Int
  /// For each direction, whether it goes from the last step to the first.
  let directions: [Bool]
  private let features: Int
  private let gates: Int
  private let (weights, states): (ConstantTensor, ConstantTensor)
  private let (bias, peepholes): (ConstantTensor?, ConstantTensor?)
  private let clip: Double?
  private let couplesGates: Bool
  private let resetsAfter: Bool
  /// Functions of the gates, of the new state, and of what is read.
  private let functions: [(Double) -> Double]
  private let call: ConstantCall

  init(_ c: ConstantCall, features: Int) throws(Refusal) {
    call = c
    name = c.call.name
    self.features = features
    (weights, states) = (try c[1], try c[2])
    gates = name == "LSTM" ? 4 : name == "GRU" ? 3 : 1
    switch c.call.text("direction") ?? "forward" {
    case "forward": directions = [false]
    case "reverse": directions = [true]
    default: directions = [false, true]
    }
    let hidden = states.extents.last ?? 0
    self.hidden = hidden
    (bias, peepholes) = (c.optional(3), c.optional(7))
    let (d, gates) = (directions.count, gates)
    guard hidden > 0, weights.extents == [d, gates * hidden, features],
      states.extents == [d, gates * hidden, hidden],
      bias.map({ $0.extents == [d, 2 * gates * hidden] }) ?? true,
      peepholes.map({ $0.extents == [d, 3 * hidden] }) ?? true
    else { throw Refusal("its weights do not fit") }
    clip = try c.call.number("clip")
    couplesGates = try c.integer("input_forget", or: 0) == 1
    resetsAfter = try c.integer("linear_before_reset", or: 0) == 1
    let usual =
      name == "LSTM" ? ["Sigmoid", "Tanh", "Tanh"] : name == "GRU" ? ["Sigmoid", "Tanh"] : ["Tanh"]
    var names: [String] = []
    if case .list(let list)? = c.call.node.attributes["activations"] {
      names = list.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
    if names.isEmpty { names = Array(repeating: usual, count: d).flatMap(\.self) }
    guard names.count == d * usual.count,
      d == 1 || Array(names[..<usual.count]) == Array(names[usual.count...])
    else {
      throw Refusal("its activations are not supported")
    }
    var functions: [(Double) -> Double] = []
    for name in names.prefix(usual.count) {
      switch name {
      case "Sigmoid": functions.append { 1 / (1 + exp(-$0)) }
      case "Tanh": functions.append { tanh($0) }
      case "Relu": functions.append { max(0, $0) }
      default: throw Refusal("its activations are not supported")
      }
    }
    self.functions = functions
  }

  /// States before the first step, `[directions, samples, hidden]`.
  func initial(_ position: Int, samples: Int, _ samplesFirst: Bool) throws(Refusal) -> ConstantTensor {
    let extents = [directions.count, samples, hidden]
    guard position == 5 || name == "LSTM", var given = call.optional(position) else {
      return try .filled(0, .float, extents: extents)
    }
    if samplesFirst, given.rank == 3 { given = given.applying(.permute([1, 0, 2])) }
    guard given.extents == extents else { throw Refusal("its initial states do not fit") }
    return given
  }

  private func bounded(_ number: Double) -> Double { clip.map { max(-$0, min($0, number)) } ?? number }

  /// The part of a gate that comes from the input, with its bias.
  private func fromInput(_ gate: Int, _ x: [Double], _ unit: Int, _ direction: Int) -> Double {
    let row = gate * hidden + unit
    let start = (direction * gates * hidden + row) * features
    return x.indices.reduce(bias?.numbers[direction * 2 * gates * hidden + row] ?? 0) {
      $0 + x[$1] * weights.numbers[start + $1]
    }
  }

  /// The part that comes from the states, with its bias.
  private func fromStates(_ gate: Int, _ h: [Double], _ unit: Int, _ direction: Int) -> Double {
    let row = gate * hidden + unit
    let start = (direction * gates * hidden + row) * hidden
    let own = bias?.numbers[(direction * 2 + 1) * gates * hidden + row] ?? 0
    return h.indices.reduce(own) { $0 + h[$1] * states.numbers[start + $1] }
  }

  private func sum(_ gate: Int, _ x: [Double], _ h: [Double], _ unit: Int, _ direction: Int) -> Double {
    fromInput(gate, x, unit, direction) + fromStates(gate, h, unit, direction)
  }

  func step(_ x: [Double], _ h: inout [Double], _ state: inout [Double], _ direction: Int) {
    switch name {
    case "LSTM": longStep(x, &h, &state, direction)
    case "GRU": gatedStep(x, &h, direction)
    default: h = (0..<hidden).map { functions[0](bounded(sum(0, x, h, $0, direction))) }
    }
  }

  /// Gates are i o f c; peepholes i o f.
  private func longStep(_ x: [Double], _ h: inout [Double], _ state: inout [Double], _ direction: Int) {
    let before = h
    func peephole(_ gate: Int, _ unit: Int) -> Double {
      peepholes?.numbers[direction * 3 * hidden + gate * hidden + unit] ?? 0
    }
    for unit in 0..<hidden {
      let old = state[unit]
      let input = functions[0](bounded(sum(0, x, before, unit, direction) + peephole(0, unit) * old))
      let forget =
        couplesGates
        ? 1 - input : functions[0](bounded(sum(2, x, before, unit, direction) + peephole(2, unit) * old))
      let new = forget * old + input * functions[1](bounded(sum(3, x, before, unit, direction)))
      state[unit] = new
      h[unit] =
        functions[0](bounded(sum(1, x, before, unit, direction) + peephole(1, unit) * new))
        * functions[2](new)
    }
  }

  /// Gates are z r h.
  private func gatedStep(_ x: [Double], _ h: inout [Double], _ direction: Int) {
    let before = h
    let reset = (0..<hidden).map { functions[0](bounded(sum(1, x, before, $0, direction))) }
    let kept = zip(reset, before).map { $0 * $1 }
    for unit in 0..<hidden {
      let update = functions[0](bounded(sum(0, x, before, unit, direction)))
      let candidate =
        fromInput(2, x, unit, direction)
        + (resetsAfter
          ? reset[unit] * fromStates(2, before, unit, direction) : fromStates(2, kept, unit, direction))
      h[unit] = (1 - update) * functions[1](bounded(candidate)) + update * before[unit]
    }
  }
}
