import Models
import Networks
import Tensors

extension ExportedNetwork {
  /// Transformers, recurrent layers, resized images, and a model that was imported.
  static let sequences: [ExportedNetwork] =
    [transformer, attentions, imported] + recurrent + [resized, resizedAsInPyTorch]

  /// A block as in GPT-2, with a table that is also the weights of the last layer.
  private static let transformer = ExportedNetwork("transformer", GraphBuilder(input: [5], .int32)) { b in
    let table = b.add("wte", .parameter(Parameter(shape: [11, 8], role: .weight(filters: 11))))
    let positions = b.add("wpe", .parameter(Parameter(shape: [1, 5, 8], role: .offset)))
    var x = b.add("embed", .embedding(count: 11, width: 8), 0, table)
    x = b.add("positions", .arithmetic(.add), x, positions)
    var y = b.add("ln1", .layerNormalization(), x)
    y = b.add("qkv", .dense(Dense(units: 24)), y)
    let parts = ["q", "k", "v"].enumerated().map { index, name in
      var z = b.add("\(name).slice", .slice(axis: 2, 8 * index..<8 * index + 8), y)
      z = b.add("\(name).split", .reshape([1, 5, 2, 4]), z)
      return b.add("\(name).heads", .permute(0, 2, 1, 3), z)
    }
    y = b.add("attention", .attention(scale: 0.5, causal: true), parts[0], parts[1], parts[2])
    y = b.add("merge", .reshape([1, 5, 8]), b.add("back", .permute(0, 2, 1, 3), y))
    y = b.add("projection", .dense(Dense(units: 8)), y)
    x = b.add("sum1", .arithmetic(.add), x, y)
    y = b.add("fc1", .dense(Dense(units: 16)), b.add("ln2", .layerNormalization(), x))
    y = b.add("fc2", .dense(Dense(units: 8, bias: false)), b.add("gelu", .activation(.gelu), y))
    x = b.add(
      "ln3", .layerNormalization(LayerNormalization(bias: false)), b.add("sum2", .arithmetic(.add), x, y))
    return b.add("head", .dense(Dense(units: 11, bias: false)), x, table)
  }

  /// Fewer heads of keys than of queries, with a mask, and fewer queries than keys.
  private static let attentions = ExportedNetwork("attentions", GraphBuilder(input: [4, 3, 5])) { b in
    let keys = b.add("keys", .input([2, 4, 5]))
    let values = b.add("values", .input([2, 4, 6]))
    let mask = b.add("mask", .parameter(Parameter(shape: [1, 4, 3, 4], role: .constant)))
    let x = b.add("masked", .attention(scale: 0.4), 0, keys, values, mask)
    let y = b.add("causal", .attention(scale: 0.6, causal: true), 0, keys, values)
    return b.add("sum", .add, x, y)
  }

  private static let recurrent: [ExportedNetwork] = [
    Recurrent.Cell.tanh, .relu, .lstm, .gru, .gruWithResetFirst,
  ].map { cell in
    ExportedNetwork("recurrent \(cell.rawValue)", GraphBuilder(input: [4, 3])) { b in
      let ahead = b.add("ahead", .recurrent(Recurrent(cell, units: 5)), 0)
      let back = b.add("back", .recurrent(Recurrent(cell, units: 5, reverse: true)), ahead)
      return b.add("plain", .recurrent(Recurrent(cell, units: 2, bias: false)), back)
    }
  }

  private static let resized = ExportedNetwork(
    "resized", GraphBuilder(input: SampleShape(channels: 2, height: 6, width: 5))
  ) { b in
    let larger = Extent2(height: 9, width: 11)
    let settings = [
      Resize(size: larger, mode: .nearest, coordinates: .asymmetric, rounding: .floor),
      Resize(size: larger, mode: .nearest, rounding: .roundPreferCeil),
      Resize(size: larger, mode: .linear), Resize(size: larger, mode: .linear, coordinates: .alignCorners),
      Resize(size: larger, mode: .cubic, excludesOutside: true),
      Resize(size: larger, mode: .cubic, coordinates: .pytorchHalfPixel, cubicCoefficient: -0.5),
      Resize(size: larger, mode: .linear, scales: [1.6, 2.3]),
    ]
    var sum: Int?
    for (index, setting) in settings.enumerated() {
      let next = b.add("size \(index)", .resize(setting), 0)
      sum = sum.map { b.add("sum \(index)", .add, $0, next) } ?? next
    }
    let smaller = Resize(size: Extent2(height: 4, width: 3), mode: .linear, antialias: true)
    return b.add("smaller", .resize(smaller), sum ?? 0)
  }

  private static let resizedAsInPyTorch = ExportedNetwork(
    "resized as in PyTorch", GraphBuilder(input: SampleShape(channels: 2, height: 6, width: 5))
  ) { b in
    let (larger, smaller) = (Extent2(height: 9, width: 11), Extent2(height: 4, width: 3))
    var x = b.add(
      "nearest", .resize(Resize(size: larger, mode: .nearest, coordinates: .asymmetric, rounding: .floor)), 0)
    x = b.add("linear", .resize(Resize(size: smaller, mode: .linear)), x)
    x = b.add("aligned", .resize(Resize(size: larger, mode: .linear, coordinates: .alignCorners)), x)
    x = b.add("cubic", .resize(Resize(size: smaller, mode: .cubic)), x)
    return b.add("cubic aligned", .resize(Resize(size: larger, mode: .cubic, coordinates: .alignCorners)), x)
  }

  /// A layer whose weights the file has transposed, one whose weights it has in another shape, and a number of the
  /// program.
  private static let imported: ExportedNetwork = {
    var b = GraphBuilder(input: [6])
    var x = b.add("h.0.fc", .dense(Dense(units: 4)), 0)
    x = b.add("up", .transposedConvolution(TransposedConvolution(filters: 3, kernel: 2)), x)
    let scale = b.add("scale", .parameter(Parameter(shape: [1, 3, 1, 1], role: .constant)))
    let again = b.add("again", .parameter(Parameter(shape: [3, 1, 1], role: .normalizationScale)))
    x = b.add("scaled", .arithmetic(.multiply), x, scale)
    _ = b.add("scaled again", .arithmetic(.multiply), x, again)
    let record = ImportRecord(
      format: "PyTorch export", producer: nil, inputs: ["features"], output: "logits",
      origins: [
        ParameterOrigin(
          block: "h.0.fc.weight", name: "transformer.h.0.fc.weight", extents: [6, 4],
          steps: [.permute([1, 0])]),
        ParameterOrigin(block: "h.0.fc.bias", name: "transformer.h.0.fc.bias", extents: [4]),
        ParameterOrigin(
          block: "up.weight", name: "up.weight", extents: [4, 3, 2, 2], steps: [.permute([1, 0, 2, 3])]),
        ParameterOrigin(block: "scale", name: nil, extents: [1, 3, 1, 1]),
        ParameterOrigin(block: "again", name: "gamma", extents: [3], steps: [.reshape([3, 1, 1])]),
      ],
      stateNames: ["gamma", "up.weight", "transformer.h.0.fc.weight", "transformer.h.0.fc.bias"], remarks: [])
    do throws(GraphError) { return ExportedNetwork("imported", try b.graph(), imported: record) } catch {
      preconditionFailure("\(error)")
    }
  }()
}
