/* Not a plugin: a library that two plugins bring along, each in its own version, under one name. */
int bundled_version(void) { return VERSION; }
