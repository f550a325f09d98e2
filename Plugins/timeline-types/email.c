#include "summary.h"
#include "types.h"

#define MESSAGE                                                                                         \
  MR_PROPERTY(TEXT, "message_id", "Message", "This very copy of it.", 0),                              \
      MR_PROPERTY(TEXT, "subject", "Subject", "", 0),                                                  \
      MR_PROPERTY(NUMBER, "campaign_id", "Campaign", "", 0),                                           \
      MR_PROPERTY(TEXT, "campaign_name", "Campaign's name", "", 0),                                    \
      MR_PROPERTY(NUMBER, "template_id", "Template", "", 0),                                           \
      MR_PROPERTY(TEXT, "recipient", "Recipient", "The address that it went to.", MR_PROPERTY_SENSITIVE)
#define READER                                                                                          \
  MR_PROPERTY(TEXT, "user_agent", "Program", "What it was read with.", 0),                             \
      MR_PROPERTY(TEXT, "ip", "Address on the Internet", "", MR_PROPERTY_SENSITIVE)

static const mr_event_property *const delivered[] = {MESSAGE};
static const mr_event_property *const opened[] = {MESSAGE, READER};
static const mr_event_property *const clicked[] = {
  MESSAGE, READER, MR_PROPERTY(TEXT, "url", "Link", "Where it leads.", MR_PROPERTY_REQUIRED),
};

static int32_t check_link(void *context, mr_batch *batch, mr_error *error) {
  (void)context, (void)error;
  mr_field url = mr_find(batch, mr_string("url"));
  MR_EACH_KEPT(row, batch) {
    if (!mr_is_empty(mr_at(&url, row))) continue;
    MR_TRY(mr_reject(batch, row, NO_URL, url.name, "a click is on a link"));
  }
  return MR_OK;
}

/* E-mail opened: Summer sale. The context is what happened. Links are not shown: they often know who clicks. */
static int32_t summarise(void *context, mr_batch *batch, mr_error *error) {
  (void)error;
  mr_field subject = mr_find(batch, mr_string("subject")), campaign = mr_find(batch, mr_string("campaign_name"));
  mr_field summary = mr_find_summary(batch);
  mr_builder text = mr_build(batch);
  MR_EACH_KEPT(row, batch) {
    const mr_field *title = mr_is_empty(mr_at(&subject, row)) ? &campaign : &subject;
    mr_text words;
    mr_append(&text, mr_string("E-mail "));
    mr_append(&text, mr_string(context));
    if (mr_get_text(title, row, &words) && words.length) {
      mr_append(&text, mr_string(": "));
      append_cut(&text, words);
    }
    MR_TRY(mr_set_built(&summary, row, &text));
  }
  return MR_OK;
}

const mr_event_type email_delivered = {
  MR_EVENT_TYPE(delivered), .id = MR_LITERAL("email-delivered"), .name = MR_LITERAL("E-mail delivered"),
  .description = MR_LITERAL("An e-mail was taken by the recipient's mail server."), .icon = MR_LITERAL("mail"),
  .version = TYPE_VERSION, .priority = 20, .retention_days = 30, .context = "delivered", .summarise = summarise,
};

const mr_event_type email_opened = {
  MR_EVENT_TYPE(opened), .id = MR_LITERAL("email-opened"), .name = MR_LITERAL("E-mail opened"),
  .description = MR_LITERAL("An e-mail's pictures were loaded."), .icon = MR_LITERAL("mail-open"),
  .version = TYPE_VERSION, .priority = 30, .retention_days = 90, .context = "opened", .summarise = summarise,
};

const mr_event_type email_clicked = {
  MR_EVENT_TYPE(clicked), .id = MR_LITERAL("email-clicked"), .name = MR_LITERAL("E-mail link clicked"),
  .description = MR_LITERAL("A link in an e-mail was followed."), .icon = MR_LITERAL("cursor-click"),
  .version = TYPE_VERSION, .priority = 40, .retention_days = 180, .context = "clicked", .validate = check_link,
  .summarise = summarise,
};
