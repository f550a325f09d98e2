-- A store as the third schema made it: that of 1.sql, upgraded, with event types, and members as whom lists know them.
PRAGMA application_id = 1296649292;
BEGIN TRANSACTION;
CREATE TABLE checkpoint (goal INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
INSERT INTO "checkpoint" VALUES(1,'{"windowEnd":"2026-11-23T22:35:35Z"}');
INSERT INTO "checkpoint" VALUES(2,'{}');
CREATE TABLE event_type (
  id TEXT PRIMARY KEY,
  definition TEXT NOT NULL,
  origin TEXT NOT NULL,
  plugin TEXT,
  plugin_version TEXT,
  accepted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "event_type" VALUES('abandoned-basket','{"description":"A basket was filled and not paid for.","icon":"basket","id":"abandoned-basket","name":"Abandoned basket","priority":70,"properties":[{"key":"last_modified","multiple":false,"name":"Last changed","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"affiliation","multiple":false,"name":"Affiliation","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"total_value","multiple":false,"name":"Total","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"currency","multiple":false,"name":"Currency","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"quantity","multiple":false,"name":"Quantity","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"coupon","multiple":false,"name":"Coupon","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"promotion","multiple":false,"name":"Promotion","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"recovery_url","multiple":false,"name":"Way back","properties":[],"required":false,"sensitive":true,"type":"text"},{"key":"product","multiple":true,"name":"Products","properties":[{"key":"id","multiple":false,"name":"Id","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"sku","multiple":false,"name":"SKU","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"upc","multiple":false,"name":"UPC","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"name","multiple":false,"name":"Name","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"description","multiple":false,"name":"Description","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"category","multiple":true,"name":"Categories","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"brand","multiple":false,"name":"Brand","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"variant","multiple":false,"name":"Variant","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"quantity","multiple":false,"name":"Quantity","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"listprice","multiple":false,"name":"List price","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"netprice","multiple":false,"name":"Price","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"coupon","multiple":false,"name":"Coupon","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"deliverydate","multiple":false,"name":"Delivery date","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"tag","multiple":true,"name":"Tags","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"url","multiple":false,"name":"Page","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"image_url","multiple":false,"name":"Picture","properties":[],"required":false,"sensitive":false,"type":"text"}],"required":false,"sensitive":false,"type":"object"}],"retentionDays":365,"version":"1.0.0"}','plugin','timeline-types','1.0.0',1795839067498978);
INSERT INTO "event_type" VALUES('email-clicked','{"description":"A link in an e-mail was followed.","icon":"cursor-click","id":"email-clicked","name":"E-mail link clicked","priority":40,"properties":[{"key":"message_id","multiple":false,"name":"Message","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"subject","multiple":false,"name":"Subject","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"campaign_id","multiple":false,"name":"Campaign","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"campaign_name","multiple":false,"name":"Campaign''s name","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"template_id","multiple":false,"name":"Template","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"recipient","multiple":false,"name":"Recipient","properties":[],"required":false,"sensitive":true,"type":"text"},{"key":"user_agent","multiple":false,"name":"Program","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"ip","multiple":false,"name":"Address on the Internet","properties":[],"required":false,"sensitive":true,"type":"text"},{"key":"url","multiple":false,"name":"Link","properties":[],"required":true,"sensitive":false,"type":"text"}],"retentionDays":180,"version":"1.0.0"}','plugin','timeline-types','1.0.0',1795839067498978);
INSERT INTO "event_type" VALUES('email-delivered','{"description":"An e-mail was taken by the recipient''s mail server.","icon":"mail","id":"email-delivered","name":"E-mail delivered","priority":20,"properties":[{"key":"message_id","multiple":false,"name":"Message","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"subject","multiple":false,"name":"Subject","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"campaign_id","multiple":false,"name":"Campaign","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"campaign_name","multiple":false,"name":"Campaign''s name","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"template_id","multiple":false,"name":"Template","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"recipient","multiple":false,"name":"Recipient","properties":[],"required":false,"sensitive":true,"type":"text"}],"retentionDays":30,"version":"1.0.0"}','plugin','timeline-types','1.0.0',1795839067498978);
INSERT INTO "event_type" VALUES('email-opened','{"description":"An e-mail''s pictures were loaded.","icon":"mail-open","id":"email-opened","name":"E-mail opened","priority":30,"properties":[{"key":"message_id","multiple":false,"name":"Message","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"subject","multiple":false,"name":"Subject","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"campaign_id","multiple":false,"name":"Campaign","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"campaign_name","multiple":false,"name":"Campaign''s name","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"template_id","multiple":false,"name":"Template","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"recipient","multiple":false,"name":"Recipient","properties":[],"required":false,"sensitive":true,"type":"text"},{"key":"user_agent","multiple":false,"name":"Program","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"ip","multiple":false,"name":"Address on the Internet","properties":[],"required":false,"sensitive":true,"type":"text"}],"retentionDays":90,"version":"1.0.0"}','plugin','timeline-types','1.0.0',1795839067498978);
INSERT INTO "event_type" VALUES('order','{"description":"Something was bought.","icon":"receipt","id":"order","name":"Order","priority":80,"properties":[{"key":"order_id","multiple":false,"name":"Order","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"order_date","multiple":false,"name":"Ordered","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"affiliation","multiple":false,"name":"Affiliation","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"store_id","multiple":false,"name":"Store","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"total_revenue","multiple":false,"name":"Total","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"revenue","multiple":false,"name":"Revenue","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"shipping","multiple":false,"name":"Shipping","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"tax","multiple":false,"name":"Tax","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"discount","multiple":false,"name":"Discount","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"currency","multiple":false,"name":"Currency","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"quantity","multiple":false,"name":"Quantity","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"coupon","multiple":false,"name":"Coupon","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"promotion","multiple":false,"name":"Promotion","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"campaign_id","multiple":false,"name":"Campaign","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"template_id","multiple":false,"name":"Template","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"product","multiple":true,"name":"Products","properties":[{"key":"id","multiple":false,"name":"Id","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"sku","multiple":false,"name":"SKU","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"upc","multiple":false,"name":"UPC","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"name","multiple":false,"name":"Name","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"description","multiple":false,"name":"Description","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"category","multiple":true,"name":"Categories","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"brand","multiple":false,"name":"Brand","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"variant","multiple":false,"name":"Variant","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"quantity","multiple":false,"name":"Quantity","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"listprice","multiple":false,"name":"List price","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"netprice","multiple":false,"name":"Price","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"coupon","multiple":false,"name":"Coupon","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"deliverydate","multiple":false,"name":"Delivery date","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"tag","multiple":true,"name":"Tags","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"url","multiple":false,"name":"Page","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"image_url","multiple":false,"name":"Picture","properties":[],"required":false,"sensitive":false,"type":"text"}],"required":false,"sensitive":false,"type":"object"}],"version":"1.0.0"}','plugin','timeline-types','1.0.0',1795839067498978);
INSERT INTO "event_type" VALUES('order-refund','{"description":"Something that was bought is given back.","icon":"receipt-refund","id":"order-refund","name":"Order refund","priority":80,"properties":[{"key":"order_id","multiple":false,"name":"Order","properties":[],"required":true,"sensitive":false,"type":"text"},{"key":"status","multiple":false,"name":"Status","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"reason","multiple":false,"name":"Reason","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"requested_date","multiple":false,"name":"Requested","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"returned_date","multiple":false,"name":"Returned","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"refunded_date","multiple":false,"name":"Refunded","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"affiliation","multiple":false,"name":"Affiliation","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"total_refund","multiple":false,"name":"Total","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"currency","multiple":false,"name":"Currency","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"quantity","multiple":false,"name":"Quantity","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"product","multiple":true,"name":"Products","properties":[{"key":"id","multiple":false,"name":"Id","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"sku","multiple":false,"name":"SKU","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"upc","multiple":false,"name":"UPC","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"name","multiple":false,"name":"Name","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"description","multiple":false,"name":"Description","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"category","multiple":true,"name":"Categories","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"brand","multiple":false,"name":"Brand","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"variant","multiple":false,"name":"Variant","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"quantity","multiple":false,"name":"Quantity","properties":[],"required":false,"sensitive":false,"type":"number"},{"key":"listprice","multiple":false,"name":"List price","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"netprice","multiple":false,"name":"Price","properties":[],"required":false,"sensitive":false,"type":"decimal"},{"key":"coupon","multiple":false,"name":"Coupon","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"deliverydate","multiple":false,"name":"Delivery date","properties":[],"required":false,"sensitive":false,"type":"date-time"},{"key":"tag","multiple":true,"name":"Tags","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"url","multiple":false,"name":"Page","properties":[],"required":false,"sensitive":false,"type":"text"},{"key":"image_url","multiple":false,"name":"Picture","properties":[],"required":false,"sensitive":false,"type":"text"}],"required":false,"sensitive":false,"type":"object"}],"version":"1.0.0"}','plugin','timeline-types','1.0.0',1795839067498978);
CREATE TABLE goal (
  id INTEGER PRIMARY KEY, connection TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (connection, name)
) STRICT;
INSERT INTO "goal" VALUES(1,'demo','subscribers');
INSERT INTO "goal" VALUES(2,'demo','gold-members');
CREATE TABLE goal_result (
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  goal TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT,
  counters TEXT NOT NULL,
  last_profiles TEXT NOT NULL,
  PRIMARY KEY (run, goal)
) STRICT, WITHOUT ROWID;
INSERT INTO "goal_result" VALUES(1,1,'gold-members','succeeded',NULL,'{"checked":9,"created":0,"events":0,"filtered":0,"joined":9,"left":0,"read":9,"rejected":0,"skipped":0,"unchanged":0,"updated":9,"values_refused":0}','[39,38,36,25,23]');
INSERT INTO "goal_result" VALUES(1,0,'subscribers','partial',NULL,'{"checked":40,"created":39,"events":0,"filtered":0,"joined":0,"left":0,"read":40,"rejected":1,"skipped":0,"unchanged":0,"updated":0,"values_refused":0}','[39,38,37,36,35]');
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('1');
INSERT INTO "grdb_migrations" VALUES('2');
INSERT INTO "grdb_migrations" VALUES('3');
CREATE TABLE identifier (
  property TEXT NOT NULL,
  value TEXT NOT NULL,
  profile INTEGER NOT NULL,
  PRIMARY KEY (property, value, profile)
) STRICT, WITHOUT ROWID;
INSERT INTO "identifier" VALUES('email','amelia.mcdonald2@mail.example.com',3);
INSERT INTO "identifier" VALUES('email','jane.smith1@post.example.de',2);
INSERT INTO "identifier" VALUES('email','liam.miller3@hotmail.com',4);
INSERT INTO "identifier" VALUES('email','oliver.walker0@example.co.uk',1);
INSERT INTO "identifier" VALUES('email','seoyeon.park4@example.com',5);
CREATE TABLE membership (
  goal INTEGER NOT NULL, list TEXT NOT NULL, profile INTEGER NOT NULL, subscriber TEXT NOT NULL,
  PRIMARY KEY (goal, list, profile)
) STRICT, WITHOUT ROWID;
INSERT INTO "membership" VALUES(2,'1002',9,'subscriber-9@example.com');
INSERT INTO "membership" VALUES(2,'1002',12,'subscriber-12@example.com');
INSERT INTO "membership" VALUES(2,'1002',20,'subscriber-20@example.com');
INSERT INTO "membership" VALUES(2,'1002',22,'subscriber-22@example.com');
INSERT INTO "membership" VALUES(2,'1002',23,'subscriber-23@example.com');
INSERT INTO "membership" VALUES(2,'1002',25,'subscriber-25@example.com');
CREATE TABLE objective (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, needs TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "objective" VALUES('newsletter','Newsletter','opt_in');
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  goal INTEGER NOT NULL,
  run INTEGER NOT NULL,
  profile INTEGER NOT NULL,
  kind TEXT NOT NULL,
  payload BLOB NOT NULL
) STRICT;
INSERT INTO "outbox" VALUES(19,1,1,2,'user',X'7B7D');
CREATE TABLE profile (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  permission INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
INSERT INTO "profile" VALUES(1,1795473334090200,1795473334090200,2,'{"email":["oliver.walker0@example.co.uk"],"full_name":["Oliver"],"country":["GB"],"loyalty_tier":["platinum"],"colours":["yellow","teal","violet"],"points":[4139],"lifetime_value":[1657.05],"last_purchase":["2023-11-12T06:06:37Z"],"newsletter":["false"]}');
INSERT INTO "profile" VALUES(2,1795473334090200,1795473334090200,2,'{"email":["jane.smith1@post.example.de"],"full_name":["Jane Smith"],"country":["NL"],"loyalty_tier":["bronze"],"points":[856],"lifetime_value":[3629.55],"last_purchase":["2024-02-07T10:43:51Z"],"newsletter":["true"]}');
INSERT INTO "profile" VALUES(3,1795473334090200,1795473334090200,2,'{"email":["amelia.mcdonald2@mail.example.com"],"full_name":["Amelia McDonald"],"country":["US"],"loyalty_tier":["platinum"],"colours":["teal","violet"],"points":[14339],"lifetime_value":[2373.75],"last_purchase":["2022-07-14T23:53:13Z"],"newsletter":["true"]}');
INSERT INTO "profile" VALUES(4,1795473334090200,1795473334090200,2,'{"email":["liam.miller3@hotmail.com"],"full_name":["Liam Miller"],"country":["GR"],"loyalty_tier":["bronze"],"points":[18429],"lifetime_value":[1884.55],"newsletter":["false"]}');
INSERT INTO "profile" VALUES(5,1795473334090200,1795473334090200,2,'{"email":["seoyeon.park4@example.com"],"full_name":["서연 박"],"country":["UA"],"loyalty_tier":["platinum"],"colours":["Blue "],"points":[15111],"lifetime_value":[3059.9],"last_purchase":["2024-03-08T10:22:06Z"],"newsletter":["true"]}');
CREATE TABLE property (
  name TEXT PRIMARY KEY, type TEXT NOT NULL, is_identifier INTEGER NOT NULL, title TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO "property" VALUES('colours','text',0,NULL);
INSERT INTO "property" VALUES('consented_objectives','text',0,NULL);
INSERT INTO "property" VALUES('country','text',0,NULL);
INSERT INTO "property" VALUES('email','email',1,NULL);
INSERT INTO "property" VALUES('full_name','text',0,NULL);
INSERT INTO "property" VALUES('last_purchase','date_time',0,NULL);
INSERT INTO "property" VALUES('lifetime_value','decimal',0,NULL);
INSERT INTO "property" VALUES('loyalty_tier','text',0,NULL);
INSERT INTO "property" VALUES('newsletter','text',0,NULL);
INSERT INTO "property" VALUES('points','number',0,NULL);
INSERT INTO "property" VALUES('refused_objectives','text',0,NULL);
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
) STRICT;
INSERT INTO "reject" VALUES(1,1,'subscribers',39,NULL,-1,'no_identifier','','no field of the goal''s link has a value','{"firstName":"Oliver","phoneNumber":"n/a","dateOfBirth":"1989-07-16","gender":"","locale":"en-GB","country":"GB","timeZone":"Europe/London","homeAddress":{"street":"Mill Lane 172","city":"London","postalCode":"SW1A 1AA","country":"GB"},"jobTitle":null,"loyaltyTier":"platinum","points":22185,"lifetimeValue":2623.7,"orderCount":6,"lastPurchaseAt":"2022-12-02 07:45:35 +00:00","favouriteColours":["red","green","yellow","teal","Blue "],"favouriteCategories":["kitchen","books","outdoor","toys","music & film"],"newsletterOptIn":true,"smsOptIn":true,"consentedObjectives":["profiling"],"consentGivenAt":"2021-08-24 03:59:28 +00:00","referralCode":"R-395872","emailListIds":[],"signupDate":"2021-08-24 03:58:20 +00:00","signupSource":"ListAPI","profileUpdatedAt":"2023-09-05 12:10:35 +00:00","userId":"cust-0000038","lastName":"Miller","acquisitionChannel":"affiliate","externalIds":{"crm":"***55","shop":9000000038},"full_name":"Oliver Miller"}');
CREATE TABLE row_version (
  goal INTEGER NOT NULL, subscriber TEXT NOT NULL, stamp TEXT NOT NULL, profile INTEGER NOT NULL,
  PRIMARY KEY (goal, subscriber)
) STRICT, WITHOUT ROWID;
INSERT INTO "row_version" VALUES(1,'cust-0000001','2025-01-02 00:22:23 +00:00',2);
INSERT INTO "row_version" VALUES(1,'cust-0000002','2023-02-06 09:27:30 +00:00',3);
INSERT INTO "row_version" VALUES(1,'cust-0000003','2025-01-01 23:15:57 +00:00',4);
CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  connection TEXT NOT NULL,
  trigger TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  message TEXT
) STRICT;
INSERT INTO "run" VALUES(1,'demo','manual','partial',1795473333982063,1795473334131002,NULL);
CREATE TABLE segment (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, condition TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "segment" VALUES('gold-members','Gold members','{"all":[{"property":"loyalty_tier","is":"gold"}]}');
CREATE TABLE sent (
  goal INTEGER NOT NULL, profile INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (goal, profile)
) STRICT, WITHOUT ROWID;
INSERT INTO "sent" VALUES(2,9,X'CB1B7704A26B156D343B76F336416208AC61F092FA8F40EDE2079B61CBE992C9');
INSERT INTO "sent" VALUES(2,12,X'EEAA0621CF0D7000C38132CBD9834AD066FC6DBE65BCE1483187A57A3B78CF9A');
INSERT INTO "sent" VALUES(2,20,X'68CE8DA9C75D92F8B0126703ED28BA97C9C450DA24EFF202470C6F731BD2D003');
INSERT INTO "sent" VALUES(2,22,X'8ABA5FF5085D2D9FD5C99A81ED9E2C0BBA3F2C295DEBCF57E60152A3A2223A8C');
INSERT INTO "sent" VALUES(2,23,X'7DD159A57B278F3F2D94B09B6D1660D02385F5FCAF5F9E2E8F7B3160826F8651');
INSERT INTO "sent" VALUES(2,25,X'7813DC44EB5FCED9027C237F6F8C64BB44CFFC2BAC9A261954D280D08FF4B1E7');
CREATE INDEX run_connection ON run (connection);
CREATE INDEX reject_run ON reject (run);
CREATE INDEX outbox_goal ON outbox (goal);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('run',1);
INSERT INTO "sqlite_sequence" VALUES('profile',39);
INSERT INTO "sqlite_sequence" VALUES('reject',1);
INSERT INTO "sqlite_sequence" VALUES('outbox',19);
COMMIT;
