-- A store as the eleventh schema made it: groups, people with events, views, consents and touches, an export, a version history, and news that waits.
PRAGMA application_id = 1296649292;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('1');
INSERT INTO grdb_migrations VALUES('2');
INSERT INTO grdb_migrations VALUES('3');
INSERT INTO grdb_migrations VALUES('4');
INSERT INTO grdb_migrations VALUES('5');
INSERT INTO grdb_migrations VALUES('6');
INSERT INTO grdb_migrations VALUES('7');
INSERT INTO grdb_migrations VALUES('8');
INSERT INTO grdb_migrations VALUES('9');
INSERT INTO grdb_migrations VALUES('10');
INSERT INTO grdb_migrations VALUES('11');
CREATE TABLE profile (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  permission INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
INSERT INTO profile VALUES(1,1795841335346750,1795841335346750,2,'{"email":["oliver.walker0@example.co.uk"],"first_name":["Oliver"],"points":[4139]}');
INSERT INTO profile VALUES(2,1795841335346750,1795841335346750,2,'{"email":["jane.smith1@post.example.de"],"first_name":["Jane"],"points":[856]}');
INSERT INTO profile VALUES(3,1795841335346750,1795841335346750,2,'{"email":["amelia.mcdonald2@mail.example.com"],"first_name":["Amelia"],"points":[14339]}');
INSERT INTO profile VALUES(4,1795841335346750,1795841335346750,2,'{"email":["liam.miller3@hotmial.com"],"first_name":["Liam"],"points":[18429]}');
INSERT INTO profile VALUES(5,1795841335346750,1795841335346750,2,'{"email":["seoyeon.park4@example.com"],"first_name":["서연"],"points":[15111]}');
INSERT INTO profile VALUES(6,1795841335346750,1795841335346750,2,'{"email":["grace.lee5@example.org"],"first_name":["Grace"],"points":[361]}');
INSERT INTO profile VALUES(7,1795841335346750,1795841335346750,2,'{"email":["aanne.backslash6@post.example.de"],"first_name":["Ånne"],"points":[3391]}');
INSERT INTO profile VALUES(8,1795841335346750,1795841335346750,2,'{"email":["anais.swietek7@example.net"],"first_name":["Anaïs"],"points":[6339]}');
INSERT INTO profile VALUES(9,1795841335346750,1795841335346750,2,'{"email":["liam.smith8@example.co.uk"],"first_name":["Liam"],"points":[24852]}');
INSERT INTO profile VALUES(10,1795841335346750,1795841335346750,2,'{"email":["soeren.mueller9@example.net"],"first_name":["Søren"],"points":[4518]}');
INSERT INTO profile VALUES(11,1795841335346750,1795841335346750,2,'{"email":["mary-ann.vanderberg10@example.net"],"first_name":["Mary-Ann"],"points":[14776]}');
INSERT INTO profile VALUES(12,1795841335346750,1795841335346750,2,'{"email":["noah.mcdonald11@example.com"],"first_name":["Noah"],"points":[18419]}');
INSERT INTO profile VALUES(13,1795841342036738,1795841342036738,1,'{"email":["maria@example.com"],"favourite_store":["AMS"]}');
INSERT INTO profile VALUES(14,1795841357427422,1795841357427422,2,'{"email":["otto@example.com"],"first_name":["Otto"],"points":[7]}');
CREATE TABLE identifier (
  property TEXT NOT NULL,
  value TEXT NOT NULL,
  profile INTEGER NOT NULL,
  PRIMARY KEY (property, value, profile)
) STRICT, WITHOUT ROWID;
INSERT INTO identifier VALUES('email','aanne.backslash6@post.example.de',7);
INSERT INTO identifier VALUES('email','amelia.mcdonald2@mail.example.com',3);
INSERT INTO identifier VALUES('email','anais.swietek7@example.net',8);
INSERT INTO identifier VALUES('email','grace.lee5@example.org',6);
INSERT INTO identifier VALUES('email','jane.smith1@post.example.de',2);
INSERT INTO identifier VALUES('email','liam.miller3@hotmial.com',4);
INSERT INTO identifier VALUES('email','liam.smith8@example.co.uk',9);
INSERT INTO identifier VALUES('email','maria@example.com',13);
INSERT INTO identifier VALUES('email','mary-ann.vanderberg10@example.net',11);
INSERT INTO identifier VALUES('email','noah.mcdonald11@example.com',12);
INSERT INTO identifier VALUES('email','oliver.walker0@example.co.uk',1);
INSERT INTO identifier VALUES('email','otto@example.com',14);
INSERT INTO identifier VALUES('email','seoyeon.park4@example.com',5);
INSERT INTO identifier VALUES('email','soeren.mueller9@example.net',10);
CREATE TABLE property (
  name TEXT PRIMARY KEY, type TEXT NOT NULL, is_identifier INTEGER NOT NULL, title TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO property VALUES('consented_objectives','text',0,NULL);
INSERT INTO property VALUES('email','email',1,NULL);
INSERT INTO property VALUES('favourite_store','text',0,NULL);
INSERT INTO property VALUES('first_name','text',0,NULL);
INSERT INTO property VALUES('points','number',0,NULL);
INSERT INTO property VALUES('privacy_zone','text',0,NULL);
INSERT INTO property VALUES('refused_objectives','text',0,NULL);
CREATE TABLE segment (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, condition TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO segment VALUES('everybody','everybody','{"property":"email","exists":true}');
CREATE TABLE objective (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, needs TEXT NOT NULL
, zones TEXT NOT NULL DEFAULT '[]') STRICT, WITHOUT ROWID;
INSERT INTO objective VALUES('news','News','opt_in','[]');
CREATE TABLE goal (
  id INTEGER PRIMARY KEY, connection TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (connection, name)
) STRICT;
INSERT INTO goal VALUES(1,'golden','stores');
INSERT INTO goal VALUES(2,'golden','people');
INSERT INTO goal VALUES(3,'golden','audience');
CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection TEXT NOT NULL,
  trigger TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  message TEXT
, started_by TEXT, version INTEGER, retry_of INTEGER) STRICT;
INSERT INTO run VALUES(1,'golden','manual','succeeded',1795841333840233,1795841337834672,NULL,'root',1,NULL);
INSERT INTO run VALUES(2,'golden','manual','partial',1795841357350477,1795841357440695,NULL,'root',1,NULL);
INSERT INTO run VALUES(3,'golden','manual','succeeded',1795841362616152,1795841362737269,NULL,'root',2,NULL);
CREATE TABLE goal_result (
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  goal TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT,
  counters TEXT NOT NULL,
  last_profiles TEXT NOT NULL, steps TEXT,
  PRIMARY KEY (run, goal)
) STRICT, WITHOUT ROWID;
INSERT INTO goal_result VALUES(1,2,'audience','succeeded',NULL,'{"checked":12,"created":0,"events":0,"events_large":0,"events_left_out":0,"events_refused":0,"filtered":0,"joined":12,"left":0,"outside_stage":0,"over_threshold":0,"read":12,"rejected":0,"skipped":0,"touches":12,"unchanged":0,"updated":12,"values_refused":0}','[12,11,10,9,8]',NULL);
INSERT INTO goal_result VALUES(1,1,'people','succeeded',NULL,'{"checked":13,"created":12,"events":1,"events_large":0,"events_left_out":0,"events_refused":0,"filtered":0,"joined":0,"left":0,"outside_stage":0,"over_threshold":0,"read":13,"rejected":0,"skipped":0,"touches":0,"unchanged":0,"updated":0,"values_refused":0}','[12,11,10,9,8]','[{"filtered":0,"name":"normalize-email 1.0.0","rejected":0,"restarts":0,"rows_in":12,"rows_out":12,"seconds":0}]');
INSERT INTO goal_result VALUES(1,0,'stores','succeeded',NULL,'{"checked":2,"created":2,"events":0,"events_large":0,"events_left_out":0,"events_refused":0,"filtered":0,"joined":0,"left":0,"outside_stage":0,"over_threshold":0,"read":2,"rejected":0,"skipped":0,"touches":0,"unchanged":0,"updated":0,"values_refused":0}','[]',NULL);
INSERT INTO goal_result VALUES(2,0,'people','partial',NULL,'{"checked":1,"created":1,"events":0,"events_large":0,"events_left_out":0,"events_refused":0,"filtered":0,"joined":0,"left":0,"outside_stage":0,"over_threshold":0,"read":2,"rejected":1,"skipped":0,"touches":0,"unchanged":0,"updated":0,"values_refused":0}','[14]','[{"filtered":0,"name":"normalize-email 1.0.0","rejected":1,"restarts":0,"rows_in":2,"rows_out":1,"seconds":0}]');
INSERT INTO goal_result VALUES(3,0,'audience','succeeded',NULL,'{"checked":13,"created":0,"events":0,"events_large":0,"events_left_out":0,"events_refused":0,"filtered":0,"joined":1,"left":0,"outside_stage":0,"over_threshold":0,"read":14,"rejected":0,"skipped":1,"touches":1,"unchanged":12,"updated":1,"values_refused":0}','[14]',NULL);
CREATE TABLE reject (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  goal TEXT NOT NULL,
  row INTEGER NOT NULL,
  identifier TEXT,
  step INTEGER NOT NULL,
  code TEXT NOT NULL,
  field TEXT NOT NULL,
  reason TEXT NOT NULL,
  payload TEXT
, profile INTEGER, subject INTEGER, resolved_by INTEGER) STRICT;
INSERT INTO reject VALUES(1,2,'people',1,'broken',1,'normalize-email:1','email','not an e-mail address','{"email":"broken","firstName":"Nobody","points":1}',NULL,-3742251600453546678,NULL);
CREATE TABLE checkpoint (goal INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
INSERT INTO checkpoint VALUES(1,'{"written":["city"]}');
INSERT INTO checkpoint VALUES(2,'{"windowEnd":"2026-11-28T04:48:54Z","windowEnds":{"purchases":"2026-11-28T04:48:56Z"},"written":["first_name","points"]}');
INSERT INTO checkpoint VALUES(3,'{"eventScope":"all, all"}');
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  goal INTEGER NOT NULL,
  run INTEGER NOT NULL,
  profile INTEGER NOT NULL,
  kind TEXT NOT NULL,
  payload BLOB NOT NULL
, revision INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE sent (
  goal INTEGER NOT NULL, profile INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (goal, profile)
) STRICT, WITHOUT ROWID;
INSERT INTO sent VALUES(3,1,X'daa348ba57f0f2e829a90a6b4eae42d5ec2fc226998f24d70c2db03fef1109db');
INSERT INTO sent VALUES(3,2,X'90c5b623d751a72d346f295888c881fc26922b2769b3c7fbf413f7e45e4c471a');
INSERT INTO sent VALUES(3,3,X'f6031c8d68c116db7dc397144a17341a281f9bf2bf9b2d0be7e1c588e6babde7');
INSERT INTO sent VALUES(3,4,X'4c220850261bc834fa8b9e0d8a04eac4860f8945c6a6fb77f15a8b47b2ea07e8');
INSERT INTO sent VALUES(3,5,X'0ed9d4a97fdff558d8040b69e901e1ac0bc1bacef39f4f89c597ce61507731d6');
INSERT INTO sent VALUES(3,6,X'69436badbbcae497d4b6ee618028c07a6e786fbe8b372ced3a49afd7c8fbc47f');
INSERT INTO sent VALUES(3,7,X'266ae5bc0493a854c847b8ed4710464875257d150aa0c479c51968fe550ba008');
INSERT INTO sent VALUES(3,8,X'861db6ae2fd0ac2f91504a0f44a3d63d0cf983778e32091d7d65cf14e85ab6bc');
INSERT INTO sent VALUES(3,9,X'd54923b4c3e0b2d7d128df916b01bec17d4a252bd7a2ca995e40c2116afadbe5');
INSERT INTO sent VALUES(3,10,X'9490fd30bc6a8318b33fcd4ff6321cad6915d83e973a5a1e75be47d66363be93');
INSERT INTO sent VALUES(3,11,X'bde20b05b561f26582462692fd6b7fb6abbc4d960c9ab3d92c732c5d5c98891a');
INSERT INTO sent VALUES(3,12,X'0d418f493b244f28a6d3f17c3c92be2c15d1e68c97a1991f4bc6354a51cd5118');
INSERT INTO sent VALUES(3,14,X'ec94742a4e7ad0d6a060b8dcc6ee0a3655771c86308bad03f97ab0f841b66a1b');
CREATE TABLE row_version (
  goal INTEGER NOT NULL, subscriber TEXT NOT NULL, stamp TEXT NOT NULL, profile INTEGER NOT NULL,
  PRIMARY KEY (goal, subscriber)
) STRICT, WITHOUT ROWID;
INSERT INTO row_version VALUES(2,CAST(x'0041414e4e452e4241434b534c4153483640504f53542e4558414d504c452e444500' AS TEXT),'2024-10-19 00:42:31 +00:00',7);
INSERT INTO row_version VALUES(2,CAST(x'006c69616d2e736d69746838406578616d706c652e636f2e756b00' AS TEXT),'2023-12-28 05:12:40 +00:00',9);
INSERT INTO row_version VALUES(2,CAST(x'006d6172792d616e6e2e76616e646572626572673130406578616d706c652e6e657400' AS TEXT),'2024-08-22 00:18:08 +00:00',11);
INSERT INTO row_version VALUES(2,CAST(x'006f6c697665722e77616c6b657230406578616d706c652e636f2e756b00' AS TEXT),'2024-08-07 01:47:37 +00:00',1);
INSERT INTO row_version VALUES(2,CAST(x'0073656f79656f6e2e7061726b34406578616d706c652e636f6d00' AS TEXT),'2025-01-01 05:02:25 +00:00',5);
INSERT INTO row_version VALUES(2,CAST(x'00736f6572656e2e6d75656c6c657239406578616d706c652e6e657400' AS TEXT),'2023-09-09 11:19:33 +00:00',10);
INSERT INTO row_version VALUES(2,CAST(x'637573742d30303030303031006a616e652e736d6974683140706f73742e6578616d706c652e646500' AS TEXT),'2025-01-02 00:22:23 +00:00',2);
INSERT INTO row_version VALUES(2,CAST(x'637573742d3030303030303200616d656c69612e6d63646f6e616c6432406d61696c2e6578616d706c652e636f6d00' AS TEXT),'2023-02-06 09:27:30 +00:00',3);
INSERT INTO row_version VALUES(2,CAST(x'637573742d30303030303033006c69616d2e6d696c6c65723340686f746d69616c2e636f6d00' AS TEXT),'2025-01-01 23:15:57 +00:00',4);
INSERT INTO row_version VALUES(2,CAST(x'637573742d303030303030350067726163652e6c656535406578616d706c652e6f726700' AS TEXT),'2025-10-02 12:30:42 +00:00',6);
INSERT INTO row_version VALUES(2,CAST(x'637573742d3030303030303700416e6169732e5377696574656b37404578616d706c652e4e657400' AS TEXT),'2025-02-26 18:18:31 +00:00',8);
INSERT INTO row_version VALUES(2,CAST(x'637573742d30303030303131006e6f61682e6d63646f6e616c643131406578616d706c652e636f6d00' AS TEXT),'2023-12-21 15:55:56 +00:00',12);
INSERT INTO row_version VALUES(2,CAST(x'6f74746f406578616d706c652e636f6d00' AS TEXT),'run 2',14);
CREATE TABLE event_type (
  id TEXT PRIMARY KEY,
  definition TEXT NOT NULL,
  origin TEXT NOT NULL,
  plugin TEXT,
  plugin_version TEXT,
  accepted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO event_type VALUES('order','{"description":"Something was bought.","icon":"receipt","id":"order","name":"Order","priority":80,"properties":[{"key":"order_id","multiple":false,"name":"Order","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"order_date","multiple":false,"name":"Ordered","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"affiliation","multiple":false,"name":"Affiliation","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"store_id","multiple":false,"name":"Store","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"total_revenue","multiple":false,"name":"Total","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"revenue","multiple":false,"name":"Revenue","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"shipping","multiple":false,"name":"Shipping","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"tax","multiple":false,"name":"Tax","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"discount","multiple":false,"name":"Discount","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"currency","multiple":false,"name":"Currency","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"quantity","multiple":false,"name":"Quantity","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"coupon","multiple":false,"name":"Coupon","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"promotion","multiple":false,"name":"Promotion","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"campaign_id","multiple":false,"name":"Campaign","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"template_id","multiple":false,"name":"Template","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"product","multiple":true,"name":"Products","properties":[{"key":"id","multiple":false,"name":"Id","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"sku","multiple":false,"name":"SKU","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"upc","multiple":false,"name":"UPC","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"name","multiple":false,"name":"Name","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"description","multiple":false,"name":"Description","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"category","multiple":true,"name":"Categories","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"brand","multiple":false,"name":"Brand","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"variant","multiple":false,"name":"Variant","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"quantity","multiple":false,"name":"Quantity","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"listprice","multiple":false,"name":"List price","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"netprice","multiple":false,"name":"Price","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"coupon","multiple":false,"name":"Coupon","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"deliverydate","multiple":false,"name":"Delivery date","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"tag","multiple":true,"name":"Tags","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"url","multiple":false,"name":"Page","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"image_url","multiple":false,"name":"Picture","properties":[],"required":false,"sensitive":false,"type":"text"}],"required":false,"sensitive":false,"type":"object"}],"version":"1.0.0"}','plugin','timeline-types','1.0.0',1795841337771775);
CREATE TABLE membership (
  goal INTEGER NOT NULL, list TEXT NOT NULL, profile INTEGER NOT NULL, subscriber TEXT NOT NULL,
  PRIMARY KEY (goal, list, profile)
) STRICT, WITHOUT ROWID;
INSERT INTO membership VALUES(3,'1002',1,'{"email":"oliver.walker0@example.co.uk"}');
INSERT INTO membership VALUES(3,'1002',2,'{"email":"jane.smith1@post.example.de"}');
INSERT INTO membership VALUES(3,'1002',3,'{"email":"amelia.mcdonald2@mail.example.com"}');
INSERT INTO membership VALUES(3,'1002',4,'{"email":"liam.miller3@hotmial.com"}');
INSERT INTO membership VALUES(3,'1002',5,'{"email":"seoyeon.park4@example.com"}');
INSERT INTO membership VALUES(3,'1002',6,'{"email":"grace.lee5@example.org"}');
INSERT INTO membership VALUES(3,'1002',7,'{"email":"aanne.backslash6@post.example.de"}');
INSERT INTO membership VALUES(3,'1002',8,'{"email":"anais.swietek7@example.net"}');
INSERT INTO membership VALUES(3,'1002',9,'{"email":"liam.smith8@example.co.uk"}');
INSERT INTO membership VALUES(3,'1002',10,'{"email":"soeren.mueller9@example.net"}');
INSERT INTO membership VALUES(3,'1002',11,'{"email":"mary-ann.vanderberg10@example.net"}');
INSERT INTO membership VALUES(3,'1002',12,'{"email":"noah.mcdonald11@example.com"}');
INSERT INTO membership VALUES(3,'1002',14,'{"email":"otto@example.com"}');
CREATE TABLE event (
  profile INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  date INTEGER NOT NULL,
  properties TEXT NOT NULL,
  revision INTEGER NOT NULL,
  expires_at INTEGER, source TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (profile, type, id, date)
) STRICT, WITHOUT ROWID;
INSERT INTO event VALUES(2,'order','09fc1692adebf911',1732861230000000,'{"total_revenue":243,"product":[{"netprice":81}]}',1,NULL,'golden');
INSERT INTO event VALUES(13,'order','x',1767225600000000,'{"total_revenue":5}',2,NULL,'');
CREATE TABLE event_revision (last INTEGER NOT NULL) STRICT;
INSERT INTO event_revision VALUES(2);
CREATE TABLE sent_event (
  goal INTEGER NOT NULL, profile INTEGER NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (goal, profile)
) STRICT, WITHOUT ROWID;
CREATE TABLE group_type (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  plural_name TEXT NOT NULL,
  joined_by TEXT NOT NULL,
  properties TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO group_type VALUES('store','store','store','["favourite_store"]','[{"isIdentifier":false,"name":"city","type":"text"}]');
CREATE TABLE group_entry (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (type, id)
) STRICT;
INSERT INTO group_entry VALUES('store','AMS',1795841333887980,1795841333887980,'{"city":["Amsterdam"]}');
INSERT INTO group_entry VALUES('store','UTR',1795841333887980,1795841333887980,'{"city":["Utrecht"]}');
CREATE TABLE lifecycle (id TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO lifecycle VALUES('customer','{"lifecycle":"customer","name":"Customer","stages":[{"stage":"reader","name":"reader","where":{"property":"email","exists":true},"threshold":{"touches":5,"per":{"days":7}},"touchpoints":["golden/audience"]}]}');
CREATE TABLE touch (
  profile INTEGER NOT NULL,
  lifecycle TEXT NOT NULL,
  stage TEXT NOT NULL,
  goal INTEGER NOT NULL,
  run INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  PRIMARY KEY (profile, lifecycle, stage, goal, run)
) STRICT, WITHOUT ROWID;
INSERT INTO touch VALUES(1,'customer','reader',3,1,1795841337814723);
INSERT INTO touch VALUES(2,'customer','reader',3,1,1795841337814786);
INSERT INTO touch VALUES(3,'customer','reader',3,1,1795841337814802);
INSERT INTO touch VALUES(4,'customer','reader',3,1,1795841337814814);
INSERT INTO touch VALUES(5,'customer','reader',3,1,1795841337814825);
INSERT INTO touch VALUES(6,'customer','reader',3,1,1795841337814836);
INSERT INTO touch VALUES(7,'customer','reader',3,1,1795841337814847);
INSERT INTO touch VALUES(8,'customer','reader',3,1,1795841337814857);
INSERT INTO touch VALUES(9,'customer','reader',3,1,1795841337814873);
INSERT INTO touch VALUES(10,'customer','reader',3,1,1795841337814888);
INSERT INTO touch VALUES(11,'customer','reader',3,1,1795841337819849);
INSERT INTO touch VALUES(12,'customer','reader',3,1,1795841337819875);
INSERT INTO touch VALUES(14,'customer','reader',3,3,1795841362706697);
CREATE TABLE interaction (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE viewed_interaction (
  profile INTEGER NOT NULL,
  interaction TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (profile, interaction)
) STRICT, WITHOUT ROWID;
INSERT INTO viewed_interaction VALUES(13,'banner',1795841342036738,1795841342036738,1);
CREATE TABLE zone (id TEXT PRIMARY KEY, needs TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO zone VALUES('CCPA','opt_out');
INSERT INTO zone VALUES('DE','opt_in');
INSERT INTO zone VALUES('GDPR','opt_in');
INSERT INTO zone VALUES('UK_GDPR','opt_in');
CREATE TABLE reject_record (reject INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
INSERT INTO reject_record VALUES(1,X'7b22656d61696c223a2262726f6b656e222c2266697273744e616d65223a224e6f626f6479222c22706f696e7473223a317d');
CREATE TABLE exchange (
  id INTEGER PRIMARY KEY, connection TEXT NOT NULL, direction TEXT NOT NULL, erased INTEGER NOT NULL DEFAULT 0,
  UNIQUE (connection, direction)
) STRICT;
INSERT INTO exchange VALUES(1,'golden','imported',0);
INSERT INTO exchange VALUES(2,'golden','exported',0);
CREATE TABLE exchanged (
  exchange INTEGER NOT NULL, profile INTEGER NOT NULL, PRIMARY KEY (exchange, profile)
) STRICT, WITHOUT ROWID;
INSERT INTO exchanged VALUES(1,1);
INSERT INTO exchanged VALUES(1,2);
INSERT INTO exchanged VALUES(1,3);
INSERT INTO exchanged VALUES(1,4);
INSERT INTO exchanged VALUES(1,5);
INSERT INTO exchanged VALUES(1,6);
INSERT INTO exchanged VALUES(1,7);
INSERT INTO exchanged VALUES(1,8);
INSERT INTO exchanged VALUES(1,9);
INSERT INTO exchanged VALUES(1,10);
INSERT INTO exchanged VALUES(1,11);
INSERT INTO exchanged VALUES(1,12);
INSERT INTO exchanged VALUES(1,14);
INSERT INTO exchanged VALUES(2,1);
INSERT INTO exchanged VALUES(2,2);
INSERT INTO exchanged VALUES(2,3);
INSERT INTO exchanged VALUES(2,4);
INSERT INTO exchanged VALUES(2,5);
INSERT INTO exchanged VALUES(2,6);
INSERT INTO exchanged VALUES(2,7);
INSERT INTO exchanged VALUES(2,8);
INSERT INTO exchanged VALUES(2,9);
INSERT INTO exchanged VALUES(2,10);
INSERT INTO exchanged VALUES(2,11);
INSERT INTO exchanged VALUES(2,12);
INSERT INTO exchanged VALUES(2,14);
CREATE TABLE connection_version (
  connection TEXT NOT NULL,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  folder TEXT NOT NULL,
  file TEXT,
  origin TEXT NOT NULL,
  actor TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  note TEXT,
  PRIMARY KEY (connection, number)
) STRICT, WITHOUT ROWID;
INSERT INTO connection_version VALUES('golden',1,replace('connection: golden\nnotifications: { when: every_run, webhooks: [{ url: "http://127.0.0.1:9/hook", secret: "${env:HOOK}" }] }\niterable: { base_url: "http://127.0.0.1:8902", api_key: "${env:ITERABLE_API_KEY}" }\ngoals:\n  - import_groups: stores\n    catalog: stores\n    group_type: store\n    mappings: [{ field: city, property: city }]\n  - import_profiles: people\n    processors: [{ plugin: normalize-email, config: { fields: [email], on_invalid: reject } }]\n    link: [{ field: email, property: email }]\n    create_profiles: true\n    mappings:\n      - { field: firstName, property: first_name }\n      - { field: points, property: points, strategy: sum }\n    timeline:\n      - type: order\n        source: purchases\n        properties: [{ field: total, property: total_revenue }]\n        each: { items: shoppingCartItems, property: product, properties: [{ field: sku, property: sku }, { field: price, property: netprice }] }\n  - export_profiles: audience\n    segment: everybody\n    lists: [{ list: Newsletter, clean_up: true }]\n    link: [{ field: email, property: email }]\n    mappings: [{ from: { property: first_name }, field: fullName }]\n    timeline: { types: all, period: all }\n    lifecycle: { count_touch: true }\n','\n',char(10)),'/srv/golden',NULL,'apply','root',1795841333506355,NULL);
INSERT INTO connection_version VALUES('golden',2,replace('connection: golden\nnotifications: { when: every_run, webhooks: [{ url: "http://127.0.0.1:9/hook", secret: "${env:HOOK}" }] }\niterable: { base_url: "http://127.0.0.1:8902", api_key: "${env:ITERABLE_API_KEY}" }\ngoals:\n  - import_groups: stores\n    active: false\n    catalog: stores\n    group_type: store\n    mappings: [{ field: city, property: city }]\n  - import_profiles: people\n    processors: [{ plugin: normalize-email, config: { fields: [email], on_invalid: reject } }]\n    link: [{ field: email, property: email }]\n    create_profiles: true\n    mappings:\n      - { field: firstName, property: first_name }\n      - { field: points, property: points, strategy: sum }\n    timeline:\n      - type: order\n        source: purchases\n        properties: [{ field: total, property: total_revenue }]\n        each: { items: shoppingCartItems, property: product, properties: [{ field: sku, property: sku }, { field: price, property: netprice }] }\n  - export_profiles: audience\n    segment: everybody\n    lists: [{ list: Newsletter, clean_up: true }]\n    link: [{ field: email, property: email }]\n    mappings: [{ from: { property: first_name }, field: fullName }]\n    timeline: { types: all, period: all }\n    lifecycle: { count_touch: true }\n','\n',char(10)),'/srv/golden',NULL,'goal','root',1795841362231112,'goal stores deactivated');
CREATE TABLE notification (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection TEXT NOT NULL,
  run INTEGER,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  secret TEXT,
  content TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next_at INTEGER,
  problem TEXT
) STRICT;
INSERT INTO notification VALUES(1,'golden',1,'webhook','http://127.0.0.1:9/hook','${env:HOOK}','{"event":"run_ended","time":"2026-11-28T04:48:57.838716Z","connection":{"id":"golden","name":"golden"},"failed":false,"run":{"run":1,"connection":"golden","trigger":"manual","started_by":"root","version":1,"retry_of":null,"state":"succeeded","started":"2026-11-28T04:48:53.840233Z","ended":"2026-11-28T04:48:57.834672Z","message":null,"goals":[{"goal":"stores","state":"succeeded","message":null,"counters":{"read":2,"checked":2,"created":2,"updated":0,"unchanged":0,"filtered":0,"skipped":0,"rejected":0,"values_refused":0,"outside_stage":0,"over_threshold":0,"touches":0,"events":0,"events_refused":0,"events_left_out":0,"events_large":0,"list_joins":0,"list_leaves":0}},{"goal":"people","state":"succeeded","message":null,"counters":{"read":13,"checked":13,"created":12,"updated":0,"unchanged":0,"filtered":0,"skipped":0,"rejected":0,"values_refused":0,"outside_stage":0,"over_threshold":0,"touches":0,"events":1,"events_refused":0,"events_left_out":0,"events_large":0,"list_joins":0,"list_leaves":0}},{"goal":"audience","state":"succeeded","message":null,"counters":{"read":12,"checked":12,"created":0,"updated":12,"unchanged":0,"filtered":0,"skipped":0,"rejected":0,"values_refused":0,"outside_stage":0,"over_threshold":0,"touches":12,"events":0,"events_refused":0,"events_left_out":0,"events_large":0,"list_joins":12,"list_leaves":0}}]},"duration_seconds":4.0,"rejects":[],"next":null}',1795841337838716,3,1795841584666241,'http://127.0.0.1:9/hook cannot be reached: Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server: check the network and ''webhooks'' in the connection file');
INSERT INTO notification VALUES(2,'golden',2,'webhook','http://127.0.0.1:9/hook','${env:HOOK}','{"event":"run_ended","time":"2026-11-28T04:49:17.441228Z","connection":{"id":"golden","name":"golden"},"failed":false,"run":{"run":2,"connection":"golden","trigger":"manual","started_by":"root","version":1,"retry_of":null,"state":"partial","started":"2026-11-28T04:49:17.350477Z","ended":"2026-11-28T04:49:17.440695Z","message":null,"goals":[{"goal":"people","state":"partial","message":null,"counters":{"read":2,"checked":1,"created":1,"updated":0,"unchanged":0,"filtered":0,"skipped":0,"rejected":1,"values_refused":0,"outside_stage":0,"over_threshold":0,"touches":0,"events":0,"events_refused":0,"events_left_out":0,"events_large":0,"list_joins":0,"list_leaves":0}}]},"duration_seconds":0.1,"rejects":[{"goal":"people","step":1,"plugin":"normalize-email","code":"normalize-email:1","field":"email","count":1}],"next":null}',1795841357441228,3,1795841656330592,'http://127.0.0.1:9/hook cannot be reached: Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn''t connect to server: check the network and ''webhooks'' in the connection file');
INSERT INTO notification VALUES(3,'golden',3,'webhook','http://127.0.0.1:9/hook','${env:HOOK}','{"event":"run_ended","time":"2026-11-28T04:49:22.748849Z","connection":{"id":"golden","name":"golden"},"failed":false,"run":{"run":3,"connection":"golden","trigger":"manual","started_by":"root","version":2,"retry_of":null,"state":"succeeded","started":"2026-11-28T04:49:22.616152Z","ended":"2026-11-28T04:49:22.737269Z","message":null,"goals":[{"goal":"audience","state":"succeeded","message":null,"counters":{"read":14,"checked":13,"created":0,"updated":1,"unchanged":12,"filtered":0,"skipped":1,"rejected":0,"values_refused":0,"outside_stage":0,"over_threshold":0,"touches":1,"events":0,"events_refused":0,"events_left_out":0,"events_large":0,"list_joins":1,"list_leaves":0}}]},"duration_seconds":0.1,"rejects":[],"next":null}',1795841362748849,3,1795841639740252,'http://127.0.0.1:9/hook cannot be reached: Failed to connect to 127.0.0.1 port 9 after 4 ms: Couldn''t connect to server: check the network and ''webhooks'' in the connection file');
CREATE TABLE failure_notice (
  connection TEXT NOT NULL, channel TEXT NOT NULL, recipient TEXT NOT NULL, goals TEXT NOT NULL,
  PRIMARY KEY (connection, channel, recipient)
) STRICT, WITHOUT ROWID;
CREATE TABLE source_fields (connection TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO source_fields VALUES('golden','{"acquisitionChannel":"string","company":"string","consentGivenAt":"date","consentedObjectives":"string","country":"string","dateOfBirth":"date","email":"string","emailListIds":"long","externalIds":"object","externalIds.crm":"string","externalIds.shop":"long","favouriteCategories":"string","favouriteColours":"string","firstName":"string","fullName":"string","gender":"string","homeAddress":"object","homeAddress.city":"string","homeAddress.country":"string","homeAddress.postalCode":"string","homeAddress.street":"string","itblInternal.documentCreatedAt":"date","itblInternal.documentUpdatedAt":"date","itblInternal.emailDomain":"string","itblUserId":"string","jobTitle":"string","lastName":"string","lastPurchaseAt":"date","lifetimeValue":"double","locale":"string","loyaltyTier":"string","newsletterOptIn":"boolean","notes":"string","orderCount":"long","phoneNumber":"string","points":"long","profileUpdatedAt":"date","referralCode":"string","signupDate":"date","signupSource":"string","smsOptIn":"boolean","timeZone":"string","unsubscribedChannelIds":"long","unsubscribedMessageTypeIds":"long","userId":"string"}');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('run',3);
INSERT INTO sqlite_sequence VALUES('profile',14);
INSERT INTO sqlite_sequence VALUES('outbox',26);
INSERT INTO sqlite_sequence VALUES('notification',3);
INSERT INTO sqlite_sequence VALUES('reject',1);
CREATE INDEX run_connection ON run (connection);
CREATE INDEX reject_run ON reject (run);
CREATE INDEX outbox_goal ON outbox (goal);
CREATE INDEX event_expiry ON event (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX event_change ON event (profile, revision);
CREATE INDEX touch_moment ON touch (lifecycle, stage, touched_at);
CREATE INDEX reject_open ON reject (subject) WHERE subject IS NOT NULL AND resolved_by IS NULL;
CREATE INDEX reject_payload ON reject (run) WHERE payload IS NOT NULL;
CREATE TRIGGER reject_deleted AFTER DELETE ON reject BEGIN DELETE FROM reject_record WHERE reject = OLD.id; END;
CREATE INDEX notification_next ON notification (next_at);
COMMIT;
