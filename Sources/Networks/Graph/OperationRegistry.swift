/// All kinds of operations, by their name in files.
package enum OperationRegistry {
  static let all: [any OperationKind.Type] = [
    Input.self, Convolution.self, Dense.self, BatchNormalization.self, GroupNormalization.self,
    ElementwiseActivation.self, Addition.self, Pooling.self, GlobalAveragePooling.self, Flatten.self,
    Subsampling.self, DropoutLayer.self,
  ]

  static let kinds: [String: any OperationKind.Type] = Dictionary(
    uniqueKeysWithValues: all.map { ($0.kind, $0) })
}
