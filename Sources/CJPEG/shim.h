// libjpeg-turbo. Only the C target CImages includes it: its errors end the program unless they are longjmps.
#pragma once
#include <stdio.h>
#include <jpeglib.h>
