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

  /// Four heads of queries for two of keys and values, with a mask for each sample, then one for each head.
  static let groupedQueries = make("queries in groups", GraphBuilder(input: [5, 4]), batch: 2) { b in
    func heads(_ name: String, _ x: Int, _ count: Int, _ width: Int) -> Int {
      let y = b.add(name, .dense(Dense(units: count * width, bias: false)), x)
      let split = b.add("\(name).split", .reshape([1, 5, count, width]), y)
      return b.add("\(name).heads", .permute(0, 2, 1, 3), split)
    }
    var mask = b.add("mask", .dense(Dense(units: 1)), 0)
    mask = b.add("mask.row", .reshape([1, 1, 1, 5]), mask)
    var x = b.add(
      "attention1", .attention(scale: 0.6), heads("q1", 0, 4, 3), heads("k1", 0, 2, 3), heads("v1", 0, 2, 2),
      mask)
    x = b.add("back1", .permute(0, 2, 1, 3), x)
    x = b.add("merge1", .reshape([1, 5, 8]), x)
    let own = b.add("own", .parameter(Parameter(shape: [1, 4, 1, 5], role: .offset)))
    x = b.add(
      "attention2", .attention(scale: 0.6, causal: true), heads("q2", x, 4, 3), heads("k2", x, 1, 3),
      heads("v2", x, 1, 2), own)
    x = b.add("back2", .permute(0, 2, 1, 3), x)
    x = b.add("merge2", .reshape([1, 5, 8]), x)
    return b.add("classes", .dense(Dense(units: 3)), x)
  }
}
