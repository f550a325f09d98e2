static int *volatile nowhere;
__attribute__((constructor)) static void crash(void) { *nowhere = 1; }
