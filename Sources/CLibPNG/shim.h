// The PNG reference library. Only the C target CPNG includes it: its errors are longjmps.
#pragma once
#include <png.h>
