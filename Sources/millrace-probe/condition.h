/*
 * What this process looks like, from inside.
 */
#ifndef MILLRACE_PROBE_CONDITION_H
#define MILLRACE_PROBE_CONDITION_H

#include "probe_messages.h"

/* From here on what is printed goes to a pipe and is counted. Before the sandbox is entered. False where that fails. */
bool watch_output(void);

/* Allocates nothing. */
mrw_condition look_at_process(void);

#endif
