/*
 * millrace-worker: runs one processor of one plugin for Millrace, in a process of its own that has given up whatever a
 * processor does not need. It is started by Millrace (worker_process.h), never by hand.
 */
#define _GNU_SOURCE
#include "plugin_call.h"
#include "plugin_load.h"
#include "worker_line.h"
#include "worker_sandbox.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

typedef struct worker {
  mr_host host;
  mrp_output *output;
  mrp_view *view;
  mrp_plugin plugin;
  mrp_functions functions;
  bool created;
  mrw_batches batches;
} worker;

/* ---- Requests ---------------------------------------------------------------------------------------------------- */

static void describe(worker *w, mrw_reply *reply) {
  char *json = (char *)mrp_at(w->output, MRP_OUTPUT_START);
  reply->length = mrp_describe(&w->plugin, json, MRP_OUTPUT_BYTES - MRP_OUTPUT_START);
  reply->status = reply->length ? MR_OK : MR_OUT_OF_MEMORY;
}

static void create(worker *w, const mrw_request *request, mrw_reply *reply) {
  const char *id = (const char *)mrp_at(w->output, MRP_OUTPUT_START);
  if (!mrp_find(&w->plugin, request->function, id, request->id_length, &w->functions)) {
    reply->status = MR_BAD_ARGUMENT;
    snprintf(reply->error.message, sizeof reply->error.message, "the file offers no such function");
    return;
  }
  mr_text config = {id + request->id_length, request->length};
  reply->status = mrp_create(&w->functions, &w->host, config, &reply->error);
  w->created = reply->status == MR_OK;
}

static void call(worker *w, const mrw_request *request, int descriptor, mrw_reply *reply) {
  const mrb_region *batch = mrw_batch(&w->batches, request, descriptor);
  mrp_function function = request->kind == MRW_PROCESS ? w->functions.process : w->functions.finish;
  if (!batch) {
    reply->status = MR_OUT_OF_MEMORY;
    snprintf(reply->error.message, sizeof reply->error.message, "no room to map the batch");
    return;
  }
  reply->status = mrp_call(w->view, function, w->functions.instance, batch, request->range, w->output, request->now, &reply->error);
}

/* ---- Life -------------------------------------------------------------------------------------------------------- */

int main(int count, char **arguments) {
  (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
  uint64_t memory;
  mrw_grant grant;
  mrw_read_arguments(count, arguments, &memory, &grant);
  static worker w;
  w.output = mmap(NULL, MRP_OUTPUT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, MRW_OUTPUT, 0);
  w.view = mrp_make_view();
  w.host = mrp_make_host(NULL, mrw_log_line);
  if (memory == 0 || w.output == MAP_FAILED || !w.view) {
    fputs("millrace-worker is started by millrace, for one plugin at a time\n", stderr);
    return 64;
  }
  close(MRW_OUTPUT);
  setvbuf(stdout, NULL, _IOLBF, 0); /* a plugin that crashes has told what it printed before */

  mrw_reply ready = {.kind = MRW_READY, .sandbox = mrw_enter_sandbox(memory, &grant)};
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", MRW_PLUGIN);
  ready.status = mrp_load(path, &w.host, &w.plugin, ready.message);
  if (ready.status != MRP_LOADED) ready.kind = MRW_REFUSED;
  mrw_reply_with(&ready);
  if (ready.kind == MRW_REFUSED) return 0;

  mrw_request request;
  int descriptor;
  while (mrw_receive(&request, &descriptor)) {
    mrw_reply reply = {.kind = MRW_DONE, .serial = request.serial};
    switch (request.kind) {
    case MRW_DESCRIBE: describe(&w, &reply); break;
    case MRW_CREATE: create(&w, &request, &reply); break;
    default: call(&w, &request, descriptor, &reply); break;
    }
    mrw_reply_with(&reply);
  }
  if (w.created) mrp_destroy(&w.functions);
  _exit(0);
}
