import FoundationEssentials
import Storage

/// What the `config.json` beside weights says that weights do not.
///
/// The names are those of Hugging Face's transformers and timm; everything may be missing.
struct ModelConfiguration: Decodable {
  private(set) var modelType: String?
  private(set) var heads: Int?
  private(set) var keyValueHeads: Int?
  private(set) var headWidth: Int?
  private(set) var epsilon: Double?
  private(set) var activation: String?
  private(set) var positions: Int?
  /// Base of the rotary positions' wavelengths.
  private(set) var ropeTheta: Double?
  /// Kind of a change of the rotary positions; nil for none.
  private(set) var ropeScaling: String?
  /// Width of the window that attention looks back through; nil for all.
  private(set) var slidingWindow: Int?
  /// Channels, height and width.
  private(set) var inputSize: [Int]?
  /// Settings that change the arithmetic and are on in few networks.
  private(set) var unusual: [String] = []
  /// Whether there is such a file.
  private(set) var isGiven = false

  /// No file.
  init() {}

  /// Reads the `config.json` in the folder of a file of weights; one that is no JSON object says nothing.
  init(beside path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    guard let bytes = try? FileBytes.read(folder + "config.json", first: Self.largest),
      let content = try? JSONDecoder().decode(ModelConfiguration.self, from: Data(bytes))
    else { return }
    self = content
    isGiven = true
  }

  /// Bytes of a file at most.
  private static let largest = 4_000_000

  private struct Key: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private typealias Container = KeyedDecodingContainer<Key>

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func value<T: Decodable>(_ names: String...) -> T? { Self.value(container, names) }
    let arguments = Self.nested(container, "model_args")
    let pretrained = Self.nested(container, "pretrained_cfg")
    let rope = Self.nested(container, "rope_parameters") ?? Self.nested(container, "rope_scaling")
    modelType = value("model_type")
    heads =
      value("num_attention_heads", "n_head", "num_heads")
      ?? arguments.flatMap { Self.value($0, ["num_heads"]) }
    keyValueHeads = value("num_key_value_heads")
    headWidth = value("head_dim")
    epsilon = value("rms_norm_eps", "layer_norm_eps", "layer_norm_epsilon")
    activation =
      value("hidden_act", "activation_function") ?? arguments.flatMap { Self.value($0, ["act_layer"]) }
    positions = value("max_position_embeddings", "n_positions")
    ropeTheta = rope.flatMap { Self.value($0, ["rope_theta"]) } ?? value("rope_theta")
    ropeScaling = rope.flatMap { Self.value($0, ["rope_type", "type"]) }
    slidingWindow = value("sliding_window")
    inputSize = value("input_size") ?? pretrained.flatMap { Self.value($0, ["input_size"]) }
    for name in ["scale_attn_by_inverse_layer_idx", "reorder_and_upcast_attn"]
    where value(name) == true as Bool? { unusual.append(name) }
    if value("scale_attn_weights") == false as Bool? { unusual.append("scale_attn_weights") }
    if let kind: String = value("position_embedding_type"), kind != "absolute" {
      unusual.append("position_embedding_type")
    }
  }

  /// The first of the names that has a value of the type.
  private static func value<T: Decodable>(_ container: Container, _ names: [String]) -> T? {
    names.lazy.compactMap { try? container.decodeIfPresent(T.self, forKey: Key(stringValue: $0)) }.first
  }

  private static func nested(_ container: Container, _ name: String) -> Container? {
    try? container.nestedContainer(keyedBy: Key.self, forKey: Key(stringValue: name))
  }
}
