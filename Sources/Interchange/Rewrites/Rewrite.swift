/// A pattern of nodes and what computes the same with fewer or faster ones.
protocol Rewrite {
  /// Changes the nodes of a pattern that ends at a node; false when there is none.
  ///
  /// Numbers change by rounding only.
  static func apply(at node: Int, in table: NodeTable) -> Bool
}
