/*
 * millrace-probe: what `millrace plugin validate` starts instead of a worker, to look at a plugin from inside.
 */
#define _GNU_SOURCE
#include "condition.h"
#include "plugin_load.h"
#include "race.h"
#include "worker_line.h"
#include "worker_sandbox.h"
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

typedef struct instance {
  mrp_functions functions;
  bool created;
} instance;

typedef struct probe {
  mr_host host;
  mrp_output *output;
  mrp_view *view;
  char path[32];
  mrp_plugin plugin;
  mrw_batches batches;
  mrw_condition moments[3];
  instance instances[MRW_INSTANCES];
  raced raced[MRW_THREADS];
} probe;

static void refuse(mrw_reply *reply, const char *message) {
  reply->status = MR_BAD_ARGUMENT;
  snprintf(reply->error.message, sizeof reply->error.message, "%s", message);
}

static void describe(probe *p, mrw_reply *reply) {
  char *json = (char *)mrp_at(p->output, MRP_OUTPUT_START);
  reply->length = mrp_describe(&p->plugin, json, MRP_OUTPUT_BYTES - MRP_OUTPUT_START);
  reply->status = reply->length ? MR_OK : MR_OUT_OF_MEMORY;
}

static void ask_again(probe *p, mrw_reply *reply) {
  reply->status = mrp_load(p->path, &p->host, &p->plugin, reply->error.message);
  if (reply->status == MRP_LOADED) describe(p, reply);
}

static void tell_condition(probe *p, const mrw_request *request) {
  mrw_condition seen = request->count < MRW_MOMENT_NOW ? p->moments[request->count] : look_at_process();
  memcpy(mrp_at(p->output, MRP_OUTPUT_START), &seen, sizeof seen);
}

static void create(probe *p, const mrw_request *request, instance *made, mrw_reply *reply) {
  const char *id = (const char *)mrp_at(p->output, MRP_OUTPUT_START);
  *made = (instance){0};
  if (!mrp_find(&p->plugin, request->function, id, request->id_length, &made->functions)) {
    return refuse(reply, "the file offers no such function");
  }
  mr_text config = {id + request->id_length, request->length};
  reply->status = mrp_create(&made->functions, &p->host, config, &reply->error);
  made->created = reply->status == MR_OK;
}

static void destroy(instance *one) {
  if (one->created) mrp_destroy(&one->functions);
  one->created = false;
}

static void cycle(probe *p, const mrw_request *request, mrw_reply *reply) {
  for (uint32_t i = 0; i < request->count && reply->status == MR_OK; i++) {
    instance one = {0};
    create(p, request, &one, reply);
    destroy(&one);
  }
}

static void call(probe *p, const mrw_request *request, int descriptor, mrw_reply *reply) {
  const mrb_region *batch = mrw_batch(&p->batches, request, descriptor);
  uint32_t number = request->kind == MRW_RACE ? 0 : request->instance;
  instance *one = &p->instances[number % MRW_INSTANCES];
  if (!batch) return refuse(reply, "no room to map the batch");
  if (!one->created) return refuse(reply, "there is no such instance");
  mrp_function function = request->kind == MRW_FINISH ? one->functions.finish : one->functions.process;
  if (!function) return refuse(reply, "the processor has no such function");
  if (request->kind == MRW_RACE) {
    uint32_t threads = request->instance < MRW_THREADS ? request->instance : MRW_THREADS;
    race(function, one->functions.instance, batch, request->range, request->now, threads, request->count, p->raced);
    return;
  }
  reply->status = mrp_call(p->view, function, one->functions.instance, batch, request->range, p->output, request->now, &reply->error);
}

static void tell_raced(probe *p, const mrw_request *request, mrw_reply *reply) {
  const raced *one = &p->raced[request->count % MRW_THREADS];
  reply->status = one->status;
  reply->error = one->error;
  if (one->status == MR_OK) memcpy(p->output, one->answer, one->answer->used);
}

static void answer(probe *p, const mrw_request *request, int descriptor, mrw_reply *reply) {
  switch (request->kind) {
  case MRW_DESCRIBE: return describe(p, reply);
  case MRW_CREATE: return create(p, request, &p->instances[request->instance % MRW_INSTANCES], reply);
  case MRW_DESTROY: return destroy(&p->instances[request->instance % MRW_INSTANCES]);
  case MRW_AGAIN: return ask_again(p, reply);
  case MRW_CONDITION: return tell_condition(p, request);
  case MRW_CYCLE: return cycle(p, request, reply);
  case MRW_RACED: return tell_raced(p, request, reply);
  default: return call(p, request, descriptor, reply);
  }
}

/* Constructors first, and apart: what they do to this process is seen before mrp_load puts arithmetic right again. */
static int load(probe *p, char message[512]) {
  p->moments[MRW_MOMENT_START] = look_at_process();
  (void)dlopen(p->path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  p->moments[MRW_MOMENT_LOADED] = look_at_process();
  int status = mrp_load(p->path, &p->host, &p->plugin, message);
  p->moments[MRW_MOMENT_ASKED] = look_at_process();
  return status;
}

int main(int count, char **arguments) {
  (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
  static probe p;
  uint64_t memory;
  mrw_grant grant;
  mrw_read_arguments(count, arguments, &memory, &grant);
  p.output = mmap(NULL, MRP_OUTPUT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, MRW_OUTPUT, 0);
  p.view = mrp_make_view();
  p.host = mrp_make_host(NULL, mrw_log_line);
  if (memory == 0 || p.output == MAP_FAILED || !p.view || !prepare_to_look()) {
    fputs("millrace-probe is started by millrace, for one plugin at a time\n", stderr);
    return 64;
  }
  close(MRW_OUTPUT);
  (void)look_at_process(); /* the C library sets up what it needs for it */

  mrw_reply ready = {.kind = MRW_READY, .sandbox = mrw_enter_sandbox(memory, &grant)};
  snprintf(p.path, sizeof p.path, "/proc/self/fd/%d", MRW_PLUGIN);
  ready.status = load(&p, ready.message);
  if (ready.status != MRP_LOADED) ready.kind = MRW_REFUSED;
  mrw_reply_with(&ready);
  if (ready.kind == MRW_REFUSED) return 0;

  mrw_request request;
  int descriptor;
  while (mrw_receive(&request, &descriptor)) {
    mrw_reply reply = {.kind = MRW_DONE, .serial = request.serial};
    answer(&p, &request, descriptor, &reply);
    mrw_reply_with(&reply);
  }
  _exit(0);
}
