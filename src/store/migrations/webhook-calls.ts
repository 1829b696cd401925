/**
 * What is to be called when a session ends. The trigger sees every end: a logout, a quota, an expiry, whoever removes the
 * session; and the call is owed from the very transaction on in which it ends. Beyond 100 000 the oldest calls are dropped.
 */
export const addWebhookCalls = `
  ALTER TABLE sessions ADD COLUMN logout_webhooks TEXT NOT NULL DEFAULT '[]';

  CREATE TABLE webhook_calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook TEXT NOT NULL,
    realm TEXT NOT NULL,
    username TEXT NOT NULL,
    universal_id TEXT NOT NULL,
    properties TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX webhook_calls_by_due ON webhook_calls (due_at, id);

  CREATE TRIGGER session_ended AFTER DELETE ON sessions WHEN OLD.logout_webhooks <> '[]' BEGIN
    INSERT INTO webhook_calls (webhook, realm, username, universal_id, properties)
      SELECT value, OLD.realm, OLD.username, OLD.universal_id, OLD.properties FROM json_each(OLD.logout_webhooks);
    DELETE FROM webhook_calls WHERE id <= (SELECT max(id) FROM webhook_calls) - 100000;
  END;`;
