// The PNG reference library. Only the C targets CPNG and CImages include it: its errors are longjmps.
#pragma once
#include <png.h>
