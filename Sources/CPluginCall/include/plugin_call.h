/*
 * One call of a processor: shows it rows of a batch, and keeps what it does to them in an output block. The same code
 * runs in Millrace and in its worker processes.
 */
#ifndef MILLRACE_PLUGIN_CALL_H
#define MILLRACE_PLUGIN_CALL_H

#include "plugin_output.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a plugin sees of a batch; one for each instance, used again for every call. Null where there is no memory. */
typedef struct mrp_view mrp_view;
mrp_view *mrp_make_view(void);
void mrp_free_view(mrp_view *);

/* A processor's `process` or `finish`. */
typedef int32_t (*mrp_function)(void *self, mr_batch *, mr_error *);

/*
 * Calls it on the range of the batch, which is only read. Empties the output block first. Returns the plugin's status;
 * *error is set by the plugin. The floating-point environment is afterwards what it was before.
 */
int32_t mrp_call(mrp_view *, mrp_function, void *self, const mrb_region *, mrp_range, mrp_output *, int64_t now,
                 mr_error *error);

#ifdef __cplusplus
}
#endif
#endif
