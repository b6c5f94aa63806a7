/// The four files of a data set in the IDX format, plain or compressed with gzip.
package struct IDXFiles: Codable, Hashable, Sendable {
  package let trainImages: String
  package let trainLabels: String
  package let testImages: String
  package let testLabels: String

  /// Files by their paths.
  package init(trainImages: String, trainLabels: String, testImages: String, testLabels: String) {
    self.trainImages = trainImages
    self.trainLabels = trainLabels
    self.testImages = testImages
    self.testLabels = testLabels
  }

  func images(_ split: Split) -> String {
    switch split {
    case .train: trainImages
    case .test: testImages
    }
  }

  func labels(_ split: Split) -> String {
    switch split {
    case .train: trainLabels
    case .test: testLabels
    }
  }
}
