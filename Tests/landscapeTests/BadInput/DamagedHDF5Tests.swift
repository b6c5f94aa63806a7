import TestSupport
import Testing

/// Files on which libhdf5 itself falls.
@Suite struct DamagedHDF5Tests {
  // With these bytes, libhdf5 1.10.8 reads where it has no memory. Other versions find the damage or that it is no surface;
  // without the library, one line says how to install it.
  @Test(arguments: [(1412, 0xfe), (1930, 0x7f), (1481, 1)] as [(Int, UInt8)])
  func `a file that libhdf5 falls on is refused`(position: Int, value: UInt8) throws {
    let bench = try Workbench.withCheckpoint()
    var bytes = try content("\(Workbench.repository)/Tests/FormatsTests/Fixtures/HDF5/links.h5")
    bytes[position] = value
    try bench.write(bytes, to: "damaged.h5")
    try bench.fail("convert damaged.h5 -o a.npz", .data, "damaged.h5")
    try bench.fail("probe m.ckpt --directions damaged.h5 --x -1:1:3 --quiet", .data, "damaged.h5")
  }

  @Test func `what is no HDF5 file has no process to read it`() throws {
    let bench = try Workbench()
    let ending = try bench.run("read-hdf5-apart none.h5")
    #expect(ending.status == 0 && ending.output.contains("problem") && ending.errors.isEmpty)
    try bench.fail("convert none.h5 -o a.npz", .noInput, "none.h5")
  }
}
