import Networks
import Tensors

extension TestNetwork {
  /// An LSTM in both directions, then a plain recurrence with weights of other nodes; a label per step.
  static let recurrences = make("LSTM in both directions", GraphBuilder(input: [4, 3]), batch: 3) { b in
    let forward = b.add("lstm.forward", .recurrent(Recurrent(.lstm, units: 5)), 0)
    let backward = b.add(
      "lstm.backward", .recurrent(Recurrent(.lstm, units: 2, bias: false, reverse: true)), 0)
    var x = b.add("both", .concatenate(axis: 2), forward, backward)
    let weight = b.add("ih", .parameter(Parameter(shape: [6, 7], role: .weight(filters: 6))))
    let own = b.add("hh", .parameter(Parameter(shape: [3, 6], role: .weight(filters: 3))))
    let both = b.add("squares", .matrixProduct, b.add("transposed", .permute(1, 0), own), own)
    x = b.add("rnn", .recurrent(Recurrent(.tanh, units: 6)), x, weight, both)
    return b.add("classes", .dense(Dense(units: 3)), x)
  }

  /// Both forms of the gated unit, more units than lanes, and a rectified recurrence of a single step; one label.
  static let gatedRecurrences = make("gated recurrent units", GraphBuilder(input: [3, 4]), batch: 2) { b in
    var x = b.add("gru1", .recurrent(Recurrent(.gru, units: 18)), 0)
    x = b.add("gru2", .recurrent(Recurrent(.gruWithResetFirst, units: 3, reverse: true)), x)
    x = b.add("gru3", .recurrent(Recurrent(.gru, units: 4, bias: false)), x)
    x = b.add("last", .slice(axis: 1, 2..<3), x)
    x = b.add("rnn", .recurrent(Recurrent(.relu, units: 9)), x)
    x = b.add("flatten", .flatten, x)
    return b.add("head", .dense(Dense(units: 3)), x)
  }
}
