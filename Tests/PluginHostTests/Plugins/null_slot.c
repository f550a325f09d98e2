#include "plugin_under_test.h"
PLUGIN_UNDER_TEST("null-slot", PROCESSOR("null-slot", create, NULL, NULL, ANY_OBJECT));
