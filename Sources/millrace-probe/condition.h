/*
 * What this process looks like, from inside.
 */
#ifndef MILLRACE_PROBE_CONDITION_H
#define MILLRACE_PROBE_CONDITION_H

#include "probe_messages.h"

/* Before the sandbox is entered: opens what tells of this process, and from here on what is printed goes to a pipe and is
 * counted. False where that fails. */
bool prepare_to_look(void);

/* Allocates nothing. */
mrw_condition look_at_process(void);

#endif
