__attribute__((constructor)) static void hang(void) {
  for (;;) __asm__ volatile("");
}
