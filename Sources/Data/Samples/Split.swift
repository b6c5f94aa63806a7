/// The two parts of a data set: one to fit, one to judge by.
package enum Split: String, CaseIterable, Codable, Hashable, Sendable {
  case train
  case test
}
