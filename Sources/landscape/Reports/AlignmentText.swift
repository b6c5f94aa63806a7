import Probing

/// What an alignment of two networks did, in words.
enum AlignmentText {
  static func describe(_ alignment: UnitAlignment, name: String) -> String {
    let units = alignment.permutations.reduce(0) { $0 + $1.count }
    return "\(name): \(alignment.movedUnits.grouped) of \(units.grouped) units permuted; distance "
      + "\(alignment.distances.before.formatted(significant: 4)) before, "
      + "\(alignment.distances.after.formatted(significant: 4)) after"
  }
}
