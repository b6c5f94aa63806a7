import Formats
import Networks

/// What is done to a translated network before its parameters get their roles.
enum Rewrites {
  /// In the order in which they are tried; each may make room for those before it.
  private static var all: [any Rewrite.Type] {
    [
      ScalarFolding.self, ViewFolding.self, PermutationCancelling.self, BiasAbsorption.self,
      ActivationForm.self,
      IdleScale.self, NormalizationForm.self, NormalizationScale.self, GroupNormalizationForm.self,
      AttentionForm.self,
      AttentionMask.self, GroupedHeads.self, ResidualSum.self,
    ]
  }

  /// A chain of patterns each of which makes the next one is no longer than this.
  private static let rounds = 12

  /// The nodes after all rewrites.
  ///
  /// - Parameter nodes: each after what it reads; the output comes last, as in the result.
  static func applied(
    to nodes: [GraphRecorder.Node], stored: [String: ForeignGraph.Stored]
  ) -> [GraphRecorder.Node] {
    let (table, all) = (NodeTable(nodes, stored: stored), all)
    for _ in 0..<rounds {
      var hasChanged = false
      for rewrite in all {
        for node in 0..<table.count where table.isThere(node) {
          if table.attempt({ rewrite.apply(at: node, in: table) }) { hasChanged = true }
        }
      }
      if !hasChanged { break }
    }
    return table.ordered()
  }
}

/// Whether two numbers are equal to a millionth.
func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-6 * max(abs(a), abs(b)) }
