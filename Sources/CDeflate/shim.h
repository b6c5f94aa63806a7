// libdeflate: zlib's format from memory to memory, at more than twice zlib's speed. Only the C target CPNG includes it.
#pragma once
#include <libdeflate.h>
