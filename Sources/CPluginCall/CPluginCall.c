#include "CPluginCall.h"
