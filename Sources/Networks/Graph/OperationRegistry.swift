/// All kinds of operations, by their name in files.
package enum OperationRegistry {
  static let all: [any OperationKind.Type] = [
    Input.self, Convolution.self, Dense.self, BatchNormalization.self, GroupNormalization.self,
    ElementwiseActivation.self, Addition.self, Pooling.self, GlobalAveragePooling.self, Flatten.self,
    Subsampling.self, DropoutLayer.self, Parameter.self, Permutation.self, Reshape.self, Slice.self,
    Concatenation.self, ZeroPadding.self, MatrixProduct.self, Arithmetic.self, Affine.self, Elementary.self,
    Reduction.self, SoftmaxOperation.self, LayerNormalization.self, RootMeanSquareNormalization.self,
    Embedding.self, Attention.self, SampleRepetition.self, IndexValue.self, TransposedConvolution.self,
    Comparison.self, Selection.self, LogSoftmax.self, Gather.self, Recurrent.self, Resize.self,
  ]

  static let kinds: [String: any OperationKind.Type] = Dictionary(
    uniqueKeysWithValues: all.map { ($0.kind, $0) })
}
