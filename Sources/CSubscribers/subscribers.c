#include "subscribers.h"
