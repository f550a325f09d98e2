/* The library that a manifest names, and what is found in it. */
#ifndef PLAIN_FUNCTIONS_LIBRARY_H
#define PLAIN_FUNCTIONS_LIBRARY_H

#include <millrace/rows.h>

/*
 * Loads a library, for good, by its soname or absolute path. With `sha256` (64 lower-case hexadecimal digits; an empty
 * text: any file will do) its file must have this hash: one named by a path is hashed before it is loaded, one named by
 * a soname is where the linker found it. Null with a message in *error.
 */
void *library_open(const char *name, mr_text sha256, mr_error *error);

/* A function of the library or of what it needs; null with a message where there is none, or where it is data. */
void *library_function(void *library, const char *name, mr_error *error);

/* The address of anything that it exports; null with a message. */
void *library_symbol(void *library, const char *name, mr_error *error);

#endif
