/* Parts of summaries. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include <millrace/rows.h>

/* Appends at most 100 bytes of the text, cut between characters. */
void append_cut(mr_builder *, mr_text);

#endif
