CREATE TABLE `installation` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL,
	`key_check` blob NOT NULL,
	`signing_public_key` blob NOT NULL,
	`signing_private_key` blob NOT NULL,
	`setup_token_hash` text,
	`setup_expires_at` integer,
	`setup_done_at` integer
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`address` text NOT NULL,
	`agent` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_hash` ON `sessions` (`token_hash`);--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_expires` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `sign_in_attempts` (
	`key` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`window_ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sign_in_attempts_window` ON `sign_in_attempts` (`window_ends_at`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_key` text NOT NULL,
	`password_hash` text NOT NULL,
	`password_changed_at` integer NOT NULL,
	`disabled_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_key` ON `users` (`email_key`);--> statement-breakpoint
CREATE TABLE `members` (
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`mails_reconnect` integer DEFAULT true NOT NULL,
	`mails_expiring` integer DEFAULT true NOT NULL,
	`disabled_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `user_id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `members_user` ON `members` (`user_id`);--> statement-breakpoint
CREATE TABLE `tenant_keys` (
	`tenant_id` text NOT NULL,
	`key_id` text NOT NULL,
	`version` integer NOT NULL,
	`wrapped` blob NOT NULL,
	`is_current` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `key_id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tenant_keys_version` ON `tenant_keys` (`tenant_id`,`version`);--> statement-breakpoint
CREATE TABLE `tenants` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tenants_slug` ON `tenants` (`slug`);--> statement-breakpoint
CREATE TABLE `workspaces` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`environment` text NOT NULL,
	`versions_kept` integer DEFAULT 20 NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workspaces_slug` ON `workspaces` (`tenant_id`,`slug`);--> statement-breakpoint
CREATE UNIQUE INDEX `workspaces_name_key` ON `workspaces` (`tenant_id`,`name_key`);--> statement-breakpoint
CREATE TABLE `invites` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`token_hash` text NOT NULL,
	`email` text NOT NULL,
	`email_key` text NOT NULL,
	`role` text NOT NULL,
	`invited_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`invited_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invites_token_hash` ON `invites` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `invites_email_key` ON `invites` (`tenant_id`,`email_key`);--> statement-breakpoint
CREATE INDEX `invites_expires` ON `invites` (`expires_at`);--> statement-breakpoint
CREATE TABLE `consumers` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`external_id` text NOT NULL,
	`name` text NOT NULL,
	`search_key` text NOT NULL,
	`metadata` text NOT NULL,
	`is_test` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `consumers_external_id` ON `consumers` (`tenant_id`,`workspace_id`,`external_id`);--> statement-breakpoint
CREATE INDEX `consumers_list` ON `consumers` (`tenant_id`,`workspace_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`token_hash` text NOT NULL,
	`hint` text NOT NULL,
	`scopes` text NOT NULL,
	`parent_id` text,
	`consumer_id` text,
	`settings` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_by_label` text NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	`last_used_from` text,
	`revoked_at` integer,
	`revoked_by_label` text,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tenant_id`,`workspace_id`,`consumer_id`) REFERENCES `consumers`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_token_hash` ON `api_keys` (`token_hash`);--> statement-breakpoint
CREATE INDEX `api_keys_list` ON `api_keys` (`tenant_id`,`workspace_id`,`kind`,`id`);--> statement-breakpoint
CREATE INDEX `api_keys_parent` ON `api_keys` (`tenant_id`,`workspace_id`,`parent_id`);--> statement-breakpoint
CREATE INDEX `api_keys_live` ON `api_keys` (`tenant_id`,`workspace_id`,`parent_id`) WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX `api_keys_revoked` ON `api_keys` (`revoked_at`) WHERE revoked_at is not null;--> statement-breakpoint
CREATE INDEX `api_keys_consumer` ON `api_keys` (`tenant_id`,`workspace_id`,`consumer_id`);--> statement-breakpoint
CREATE INDEX `api_keys_expires` ON `api_keys` (`expires_at`) WHERE expires_at is not null;--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`key_id` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`request_hash` text NOT NULL,
	`status` integer,
	`answer` blob,
	`created_at` integer NOT NULL,
	`leased_until` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `key_id`, `idempotency_key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_created` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `credential_versions` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`number` integer NOT NULL,
	`version_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`secret_fields` text NOT NULL,
	`audience` text NOT NULL,
	`saved_at` integer NOT NULL,
	`saved_by` text NOT NULL,
	`saved_by_label` text NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `credential_id`, `number`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`credential_id`) REFERENCES `credentials`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `credentials` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`identifier` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`component` text NOT NULL,
	`auth_type` text NOT NULL,
	`environment` text NOT NULL,
	`settings` text NOT NULL,
	`metadata` text NOT NULL,
	`audience` text NOT NULL,
	`version` integer NOT NULL,
	`revision` integer NOT NULL,
	`state` text NOT NULL,
	`state_code` text,
	`state_message` text,
	`state_fix` text,
	`account` text,
	`checked_at` integer,
	`verify_due_at` integer,
	`expires_at` integer,
	`consumer_id` text,
	`connection_key` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	`deleted_by` text,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tenant_id`,`workspace_id`,`consumer_id`) REFERENCES `consumers`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `credentials_name_key` ON `credentials` (`tenant_id`,`workspace_id`,`component`,`name_key`) WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX `credentials_identifier` ON `credentials` (`tenant_id`,`workspace_id`,`identifier`) WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX `credentials_connection` ON `credentials` (`tenant_id`,`workspace_id`,`consumer_id`,`connection_key`) WHERE connection_key is not null and deleted_at is null;--> statement-breakpoint
CREATE INDEX `credentials_consumer` ON `credentials` (`tenant_id`,`workspace_id`,`consumer_id`,`id`) WHERE consumer_id is not null;--> statement-breakpoint
CREATE INDEX `credentials_list` ON `credentials` (`tenant_id`,`workspace_id`,`component`,`name_key`,`id`);--> statement-breakpoint
CREATE INDEX `credentials_trash` ON `credentials` (`tenant_id`,`workspace_id`,`deleted_at`,`id`);--> statement-breakpoint
CREATE INDEX `credentials_verify_due` ON `credentials` (`verify_due_at`);--> statement-breakpoint
CREATE INDEX `credentials_verify_turn` ON `credentials` (`tenant_id`,cast(audience as varchar(255)),`verify_due_at`) WHERE verify_due_at is not null;--> statement-breakpoint
CREATE INDEX `credentials_purge` ON `credentials` (`deleted_at`) WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX `credentials_expires` ON `credentials` (`expires_at`) WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX `credentials_ahead` ON `credentials` (`tenant_id`,`workspace_id`,`expires_at`,`id`) WHERE expires_at is not null and deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX `credentials_component` ON `credentials` (`tenant_id`,`workspace_id`,`id`,`component`);--> statement-breakpoint
CREATE TABLE `last_uses` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `credential_id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`credential_id`) REFERENCES `credentials`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `verifications` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`version` integer NOT NULL,
	`outcome` text NOT NULL,
	`code` text NOT NULL,
	`message` text NOT NULL,
	`duration_ms` integer NOT NULL,
	`actor_label` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `credential_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`credential_id`) REFERENCES `credentials`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `verifications_day` ON `verifications` (`tenant_id`,`workspace_id`,`at`);--> statement-breakpoint
CREATE TABLE `connections` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`enabled` integer NOT NULL,
	`metadata` text NOT NULL,
	`configuration` text NOT NULL,
	`import_hash` text,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `credential_id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`credential_id`) REFERENCES `credentials`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `vault_sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`consumer_id` text NOT NULL,
	`connection_key` text NOT NULL,
	`component` text NOT NULL,
	`app_id` text NOT NULL,
	`browser_hash` text NOT NULL,
	`redirect_uri` text NOT NULL,
	`nonce` text NOT NULL,
	`settings` text NOT NULL,
	`scopes` text NOT NULL,
	`state` text NOT NULL,
	`confirm_hash` text,
	`sealed` blob NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`tenant_id`,`workspace_id`,`consumer_id`) REFERENCES `consumers`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `vault_sign_ins_expires` ON `vault_sign_ins` (`expires_at`);--> statement-breakpoint
CREATE INDEX `vault_sign_ins_consumer` ON `vault_sign_ins` (`tenant_id`,`workspace_id`,`consumer_id`,`connection_key`);--> statement-breakpoint
CREATE TABLE `live_import_rows` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`import_id` text NOT NULL,
	`line` integer NOT NULL,
	`outcome` text NOT NULL,
	`consumer` text NOT NULL,
	`connection_key` text NOT NULL,
	`credential_id` text,
	`code` text,
	`message` text,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `import_id`, `line`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`import_id`) REFERENCES `live_imports`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `live_import_rows_outcome` ON `live_import_rows` (`tenant_id`,`workspace_id`,`import_id`,`outcome`,`line`);--> statement-breakpoint
CREATE TABLE `live_imports` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`file_name` text NOT NULL,
	`file_bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`state` text NOT NULL,
	`because` text,
	`total` integer,
	`done` integer NOT NULL,
	`created` integer NOT NULL,
	`updated` integer NOT NULL,
	`unchanged` integer NOT NULL,
	`refused` integer NOT NULL,
	`warned` integer NOT NULL,
	`started_by` text NOT NULL,
	`started_by_label` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`lease_owner` text,
	`leased_until` integer,
	`generation` integer NOT NULL,
	`attempts` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `live_imports_list` ON `live_imports` (`tenant_id`,`workspace_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `live_imports_due` ON `live_imports` (`leased_until`) WHERE state = 'running';--> statement-breakpoint
CREATE INDEX `live_imports_created` ON `live_imports` (`created_at`);--> statement-breakpoint
CREATE TABLE `connects` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`user_id` text NOT NULL,
	`session_id` text NOT NULL,
	`app_id` text NOT NULL,
	`component` text NOT NULL,
	`credential_id` text,
	`name` text NOT NULL,
	`environment` text NOT NULL,
	`settings` text NOT NULL,
	`scopes` text NOT NULL,
	`state` text NOT NULL,
	`sealed` blob NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `connects_expires` ON `connects` (`expires_at`);--> statement-breakpoint
CREATE TABLE `grants` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`version` integer NOT NULL,
	`component` text NOT NULL,
	`grant_type` text NOT NULL,
	`client_id` text,
	`app_id` text,
	`is_refreshable` integer NOT NULL,
	`generation` integer NOT NULL,
	`tokens_at` integer NOT NULL,
	`access_expires_at` integer,
	`refresh_expires_at` integer,
	`scopes_asked` text NOT NULL,
	`scopes_granted` text,
	`state` text NOT NULL,
	`refresh_due_at` integer,
	`refreshed_at` integer,
	`host` text NOT NULL,
	`lease_owner` text,
	`leased_until` integer,
	`lease_generation` integer NOT NULL,
	`sent_at` integer,
	`sent_count` integer NOT NULL,
	`failing_since` integer,
	`failure_class` text,
	`failure_code` text,
	`failure_message` text,
	`failure_fix` text,
	`attempts` integer NOT NULL,
	`erase_due_at` integer,
	`warning` text,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `credential_id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`credential_id`) REFERENCES `credentials`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `grants_due` ON `grants` (`refresh_due_at`,`tenant_id`,`host`) WHERE refresh_due_at is not null;--> statement-breakpoint
CREATE INDEX `grants_erase_due` ON `grants` (`erase_due_at`) WHERE erase_due_at is not null;--> statement-breakpoint
CREATE INDEX `grants_leased` ON `grants` (`host`,`leased_until`) WHERE leased_until is not null;--> statement-breakpoint
CREATE INDEX `grants_app` ON `grants` (`tenant_id`,`app_id`,`credential_id`);--> statement-breakpoint
CREATE INDEX `grants_workspace` ON `grants` (`tenant_id`,`workspace_id`,`state`,`refresh_due_at`,`credential_id`,`component`,`refreshed_at`,`host`);--> statement-breakpoint
CREATE TABLE `oauth_apps` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`component` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`environment` text NOT NULL,
	`client_id` text NOT NULL,
	`client_secret` blob,
	`secret_version` integer NOT NULL,
	`secret_saved_at` integer,
	`settings` text NOT NULL,
	`audience` text NOT NULL,
	`token_origin` text NOT NULL,
	`scopes` text NOT NULL,
	`params` text NOT NULL,
	`life_seconds` integer,
	`grace_seconds` integer,
	`revision` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `oauth_apps_name_key` ON `oauth_apps` (`tenant_id`,`component`,`name_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `oauth_apps_client` ON `oauth_apps` (`tenant_id`,`component`,`client_id`,`token_origin`);--> statement-breakpoint
CREATE TABLE `refresh_hosts` (
	`host` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`last_code` text,
	`failing_since` integer,
	`paused_until` integer
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`endpoint_id` text NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`replayed_after` integer NOT NULL,
	`next_attempt_at` integer,
	`leased_until` integer,
	`generation` integer NOT NULL,
	`last_status` integer,
	`last_code` text,
	`created_at` integer NOT NULL,
	`delivered_at` integer,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`endpoint_id`) REFERENCES `webhook_endpoints`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`workspace_id`,`event_id`) REFERENCES `events`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`next_attempt_at`) WHERE next_attempt_at is not null;--> statement-breakpoint
CREATE INDEX `deliveries_turn` ON `deliveries` (`tenant_id`,`workspace_id`,`endpoint_id`,`next_attempt_at`) WHERE next_attempt_at is not null;--> statement-breakpoint
CREATE INDEX `deliveries_leased` ON `deliveries` (`leased_until`) WHERE leased_until is not null;--> statement-breakpoint
CREATE INDEX `deliveries_list` ON `deliveries` (`tenant_id`,`workspace_id`,`endpoint_id`,`id`);--> statement-breakpoint
CREATE INDEX `deliveries_state` ON `deliveries` (`tenant_id`,`workspace_id`,`endpoint_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `deliveries_event` ON `deliveries` (`tenant_id`,`workspace_id`,`event_id`);--> statement-breakpoint
CREATE TABLE `delivery_attempts` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`delivery_id` text NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`status` integer,
	`code` text NOT NULL,
	`message` text,
	`duration_ms` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `delivery_id`, `number`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`delivery_id`) REFERENCES `deliveries`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `events` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`credential_id` text NOT NULL,
	`payload` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `events_at` ON `events` (`at`);--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`url` text NOT NULL,
	`description` text NOT NULL,
	`form` text NOT NULL,
	`types` text NOT NULL,
	`secret` blob NOT NULL,
	`secret_version` integer NOT NULL,
	`former_secret` blob,
	`former_until` integer,
	`disabled_at` integer,
	`disabled_because` text,
	`failing_since` integer,
	`paused_until` integer,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	`revision` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `webhook_endpoints_turn` ON `webhook_endpoints` (`id`);--> statement-breakpoint
CREATE TABLE `expiry_warnings` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`days` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `credential_id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`credential_id`) REFERENCES `credentials`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `notices` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`credential_id` text NOT NULL,
	`component` text NOT NULL,
	`name` text NOT NULL,
	`expires_at` integer,
	`at` integer NOT NULL,
	`due_at` integer,
	`attempts` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`credential_id`) REFERENCES `credentials`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notices_due` ON `notices` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `notices_turn` ON `notices` (`tenant_id`,`workspace_id`,`kind`,`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `notices_at` ON `notices` (`at`);--> statement-breakpoint
CREATE TABLE `flow_steps` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`flow_id` text NOT NULL,
	`id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`component` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `flow_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`flow_id`) REFERENCES `flows`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `flow_steps_component` ON `flow_steps` (`tenant_id`,`workspace_id`,`flow_id`,`id`,`component`);--> statement-breakpoint
CREATE TABLE `flows` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`identifier` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`state` text NOT NULL,
	`revision` integer NOT NULL,
	`activated_at` integer,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by_label` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `flows_name_key` ON `flows` (`tenant_id`,`workspace_id`,`name_key`);--> statement-breakpoint
CREATE INDEX `flows_list` ON `flows` (`tenant_id`,`workspace_id`,`name_key`,`id`);--> statement-breakpoint
CREATE TABLE `uses` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`flow_id` text NOT NULL,
	`step_id` text NOT NULL,
	`component` text NOT NULL,
	`credential_id` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `flow_id`, `step_id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`flow_id`,`step_id`,`component`) REFERENCES `flow_steps`(`tenant_id`,`workspace_id`,`flow_id`,`id`,`component`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`workspace_id`,`credential_id`,`component`) REFERENCES `credentials`(`tenant_id`,`workspace_id`,`id`,`component`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `uses_credential` ON `uses` (`tenant_id`,`workspace_id`,`credential_id`);--> statement-breakpoint
CREATE TABLE `upload_chunks` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`upload_id` text NOT NULL,
	`n` integer NOT NULL,
	`sealed` blob NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `upload_id`, `n`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`upload_id`) REFERENCES `uploads`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `uploads` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`file_name` text NOT NULL,
	`file_bytes` integer NOT NULL,
	`chunks` integer NOT NULL,
	`state` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `uploads_expires` ON `uploads` (`expires_at`);--> statement-breakpoint
CREATE TABLE `signers` (
	`tenant_id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`public_key` blob NOT NULL,
	`pinned_at` integer NOT NULL,
	`pinned_by` text NOT NULL,
	`label` text,
	PRIMARY KEY(`tenant_id`, `fingerprint`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `identity_keys` (
	`tenant_id` text NOT NULL,
	`kind` text NOT NULL,
	`version` integer NOT NULL,
	`fingerprint` text NOT NULL,
	`public_key` blob NOT NULL,
	`sealed_private_key` blob NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `kind`, `version`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `identity_keys_fingerprint` ON `identity_keys` (`fingerprint`);--> statement-breakpoint
CREATE TABLE `recipients` (
	`tenant_id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`public_key` blob NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`added_at` integer NOT NULL,
	`added_by` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `fingerprint`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recipients_name_key` ON `recipients` (`tenant_id`,`name_key`);--> statement-breakpoint
CREATE TABLE `import_items` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`import_id` text NOT NULL,
	`i` integer NOT NULL,
	`name` text NOT NULL,
	`component` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`is_older` integer NOT NULL,
	`credential_id` text,
	`revision_before` integer,
	`revision` integer,
	`version_before` integer,
	`version_after` integer,
	`environment_before` text,
	`metadata_before` text,
	`is_undone` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `import_id`, `i`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`import_id`) REFERENCES `imports`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `import_items_credential` ON `import_items` (`tenant_id`,`workspace_id`,`credential_id`);--> statement-breakpoint
CREATE TABLE `import_plan_chunks` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`import_id` text NOT NULL,
	`first` integer NOT NULL,
	`last` integer NOT NULL,
	`items` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `import_id`, `first`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`import_id`) REFERENCES `import_runs`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `import_plan_items` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`import_id` text NOT NULL,
	`i` integer NOT NULL,
	`name` text NOT NULL,
	`identifier` text,
	`component` text NOT NULL,
	`environment` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`create_name` text NOT NULL,
	`create_identifier` text,
	`ignored` text NOT NULL,
	`met_by` text,
	`met_id` text,
	`met_revision` integer,
	`met_version` integer,
	`override_refused` text,
	`settings` text,
	`saved_at` integer,
	`is_same` integer NOT NULL,
	`choice` text,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `import_id`, `i`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`import_id`) REFERENCES `import_runs`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `import_plan_items_outcome` ON `import_plan_items` (`tenant_id`,`workspace_id`,`import_id`,`outcome`,`i`);--> statement-breakpoint
CREATE TABLE `import_runs` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`total` integer NOT NULL,
	`done` integer NOT NULL,
	`started_by` text NOT NULL,
	`started_at` integer NOT NULL,
	`is_stop_asked` integer NOT NULL,
	`leased_until` integer NOT NULL,
	`generation` integer NOT NULL,
	`attempts` integer NOT NULL,
	`file_key` blob,
	`signer_key` blob,
	`file` text NOT NULL,
	`sha256` text NOT NULL,
	`export_id` text,
	`fresh` integer NOT NULL,
	`conflicts` integer NOT NULL,
	`refused` integer NOT NULL,
	`for_conflicts` text,
	`error_code` text,
	`error_message` text,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `import_runs_due` ON `import_runs` (`state`,`leased_until`);--> statement-breakpoint
CREATE INDEX `import_runs_expires` ON `import_runs` (`expires_at`);--> statement-breakpoint
CREATE TABLE `imports` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`file_name` text NOT NULL,
	`file_bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`sealing` text NOT NULL,
	`signer_fingerprint` text,
	`signer_standing` text,
	`export_id` text,
	`exported_at` integer,
	`applied_at` integer NOT NULL,
	`applied_by` text NOT NULL,
	`applied_by_label` text NOT NULL,
	`created` integer NOT NULL,
	`overridden` integer NOT NULL,
	`skipped` integer NOT NULL,
	`refused` integer NOT NULL,
	`total` integer NOT NULL,
	`state` text DEFAULT 'applied' NOT NULL,
	`stopped_because` text,
	`undo_left` integer DEFAULT 0 NOT NULL,
	`undone_at` integer,
	`undone_by` text,
	`undone_by_label` text,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `imports_list` ON `imports` (`tenant_id`,`workspace_id`,`applied_at`,`id`);--> statement-breakpoint
CREATE TABLE `export_items` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`export_id` text NOT NULL,
	`i` integer NOT NULL,
	`target_id` text NOT NULL,
	`name` text NOT NULL,
	`left_out` text,
	`component` text,
	`identifier` text,
	`auth_type` text,
	`environment` text,
	`metadata` text,
	`version` integer,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `export_id`, `i`),
	FOREIGN KEY (`tenant_id`,`workspace_id`,`export_id`) REFERENCES `exports`(`tenant_id`,`workspace_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `exports` (
	`tenant_id` text NOT NULL,
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`resource_type` text NOT NULL,
	`state` text NOT NULL,
	`selection` text,
	`file_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_by_label` text NOT NULL,
	`session_id` text,
	`expires_at` integer,
	`total` integer NOT NULL,
	`looked` integer NOT NULL,
	`cursor` text,
	`count` integer NOT NULL,
	`file_bytes` integer NOT NULL,
	`sealing` text NOT NULL,
	`recipient_name` text,
	`recipient_fingerprint` text,
	`reason` text,
	`sealed_key` blob,
	`signer_fingerprint` text,
	`sent_at` integer,
	`sha256` text,
	PRIMARY KEY(`tenant_id`, `workspace_id`, `id`),
	FOREIGN KEY (`tenant_id`,`workspace_id`) REFERENCES `workspaces`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `exports_list` ON `exports` (`tenant_id`,`workspace_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `exports_expires` ON `exports` (`expires_at`);--> statement-breakpoint
CREATE TABLE `audit` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`workspace_id` text,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_label` text NOT NULL,
	`action` text NOT NULL,
	`target_kind` text NOT NULL,
	`target_id` text NOT NULL,
	`target_label` text NOT NULL,
	`detail` text NOT NULL,
	`request_id` text NOT NULL,
	`address` text NOT NULL,
	`key_id` text NOT NULL,
	`mac` blob NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `audit_target` ON `audit` (`tenant_id`,`target_id`,`id`) WHERE action <> 'credential.token_issued';--> statement-breakpoint
CREATE TABLE `audit_blocks` (
	`tenant_id` text NOT NULL,
	`after_id` text NOT NULL,
	`last_id` text NOT NULL,
	`prints` blob NOT NULL,
	PRIMARY KEY(`tenant_id`, `after_id`)
);
