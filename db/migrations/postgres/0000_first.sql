CREATE TABLE "installation" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"created_at" bigint NOT NULL,
	"key_check" "bytea" NOT NULL,
	"signing_public_key" "bytea" NOT NULL,
	"signing_private_key" "bytea" NOT NULL,
	"setup_token_hash" text collate "C",
	"setup_expires_at" bigint,
	"setup_done_at" bigint
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"token_hash" text collate "C" NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"address" text collate "C" NOT NULL,
	"agent" text collate "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"key" text collate "C" PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"window_ends_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"name" text collate "C" NOT NULL,
	"email" text collate "C" NOT NULL,
	"email_key" text collate "C" NOT NULL,
	"password_hash" text collate "C" NOT NULL,
	"password_changed_at" bigint NOT NULL,
	"disabled_at" bigint,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"tenant_id" text collate "C" NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"role" text collate "C" NOT NULL,
	"mails_reconnect" boolean DEFAULT true NOT NULL,
	"mails_expiring" boolean DEFAULT true NOT NULL,
	"disabled_at" bigint,
	"created_at" bigint NOT NULL,
	CONSTRAINT "members_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "tenant_keys" (
	"tenant_id" text collate "C" NOT NULL,
	"key_id" text collate "C" NOT NULL,
	"version" integer NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"is_current" boolean NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "tenant_keys_tenant_id_key_id_pk" PRIMARY KEY("tenant_id","key_id")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"slug" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"tenant_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"slug" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"environment" text collate "C" NOT NULL,
	"versions_kept" integer DEFAULT 20 NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "workspaces_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"tenant_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"token_hash" text collate "C" NOT NULL,
	"email" text collate "C" NOT NULL,
	"email_key" text collate "C" NOT NULL,
	"role" text collate "C" NOT NULL,
	"invited_by" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	CONSTRAINT "invites_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "consumers" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"external_id" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"search_key" text collate "C" NOT NULL,
	"metadata" text collate "C" NOT NULL,
	"is_test" boolean NOT NULL,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "consumers_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"token_hash" text collate "C" NOT NULL,
	"hint" text collate "C" NOT NULL,
	"scopes" text collate "C" NOT NULL,
	"parent_id" text collate "C",
	"consumer_id" text collate "C",
	"settings" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text collate "C" NOT NULL,
	"created_by_label" text collate "C" NOT NULL,
	"expires_at" bigint,
	"last_used_at" bigint,
	"last_used_from" text collate "C",
	"revoked_at" bigint,
	"revoked_by_label" text collate "C",
	CONSTRAINT "api_keys_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"key_id" text collate "C" NOT NULL,
	"idempotency_key" text collate "C" NOT NULL,
	"request_hash" text collate "C" NOT NULL,
	"status" integer,
	"answer" "bytea",
	"created_at" bigint NOT NULL,
	"leased_until" bigint NOT NULL,
	CONSTRAINT "idempotency_keys_tenant_id_workspace_id_key_id_idempotency_key_pk" PRIMARY KEY("tenant_id","workspace_id","key_id","idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "credential_versions" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	"number" integer NOT NULL,
	"version_id" text collate "C" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"secret_fields" text collate "C" NOT NULL,
	"audience" text collate "C" NOT NULL,
	"saved_at" bigint NOT NULL,
	"saved_by" text collate "C" NOT NULL,
	"saved_by_label" text collate "C" NOT NULL,
	"reason" text collate "C" NOT NULL,
	CONSTRAINT "credential_versions_tenant_id_workspace_id_credential_id_number_pk" PRIMARY KEY("tenant_id","workspace_id","credential_id","number")
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"identifier" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"component" text collate "C" NOT NULL,
	"auth_type" text collate "C" NOT NULL,
	"environment" text collate "C" NOT NULL,
	"settings" text collate "C" NOT NULL,
	"metadata" text collate "C" NOT NULL,
	"audience" text collate "C" NOT NULL,
	"version" integer NOT NULL,
	"revision" integer NOT NULL,
	"state" text collate "C" NOT NULL,
	"state_code" text collate "C",
	"state_message" text collate "C",
	"state_fix" text collate "C",
	"account" text collate "C",
	"checked_at" bigint,
	"verify_due_at" bigint,
	"expires_at" bigint,
	"consumer_id" text collate "C",
	"connection_key" text collate "C",
	"created_at" bigint NOT NULL,
	"created_by" text collate "C" NOT NULL,
	"updated_at" bigint NOT NULL,
	"deleted_at" bigint,
	"deleted_by" text collate "C",
	CONSTRAINT "credentials_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id"),
	CONSTRAINT "credentials_component" UNIQUE("tenant_id","workspace_id","id","component")
);
--> statement-breakpoint
CREATE TABLE "last_uses" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "last_uses_tenant_id_workspace_id_credential_id_pk" PRIMARY KEY("tenant_id","workspace_id","credential_id")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	"version" integer NOT NULL,
	"outcome" text collate "C" NOT NULL,
	"code" text collate "C" NOT NULL,
	"message" text collate "C" NOT NULL,
	"duration_ms" integer NOT NULL,
	"actor_label" text collate "C" NOT NULL,
	CONSTRAINT "verifications_tenant_id_workspace_id_credential_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","credential_id","id")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	"enabled" boolean NOT NULL,
	"metadata" text collate "C" NOT NULL,
	"configuration" text collate "C" NOT NULL,
	"import_hash" text collate "C",
	CONSTRAINT "connections_tenant_id_workspace_id_credential_id_pk" PRIMARY KEY("tenant_id","workspace_id","credential_id")
);
--> statement-breakpoint
CREATE TABLE "vault_sign_ins" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"consumer_id" text collate "C" NOT NULL,
	"connection_key" text collate "C" NOT NULL,
	"component" text collate "C" NOT NULL,
	"app_id" text collate "C" NOT NULL,
	"browser_hash" text collate "C" NOT NULL,
	"redirect_uri" text collate "C" NOT NULL,
	"nonce" text collate "C" NOT NULL,
	"settings" text collate "C" NOT NULL,
	"scopes" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"confirm_hash" text collate "C",
	"sealed" "bytea" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "live_import_rows" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"import_id" text collate "C" NOT NULL,
	"line" integer NOT NULL,
	"outcome" text collate "C" NOT NULL,
	"consumer" text collate "C" NOT NULL,
	"connection_key" text collate "C" NOT NULL,
	"credential_id" text collate "C",
	"code" text collate "C",
	"message" text collate "C",
	CONSTRAINT "live_import_rows_tenant_id_workspace_id_import_id_line_pk" PRIMARY KEY("tenant_id","workspace_id","import_id","line")
);
--> statement-breakpoint
CREATE TABLE "live_imports" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"file_name" text collate "C" NOT NULL,
	"file_bytes" integer NOT NULL,
	"sha256" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"because" text collate "C",
	"total" integer,
	"done" integer NOT NULL,
	"created" integer NOT NULL,
	"updated" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"refused" integer NOT NULL,
	"warned" integer NOT NULL,
	"started_by" text collate "C" NOT NULL,
	"started_by_label" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"ended_at" bigint,
	"lease_owner" text collate "C",
	"leased_until" bigint,
	"generation" integer NOT NULL,
	"attempts" integer NOT NULL,
	CONSTRAINT "live_imports_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "connects" (
	"id" text collate "C" PRIMARY KEY NOT NULL,
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"user_id" text collate "C" NOT NULL,
	"session_id" text collate "C" NOT NULL,
	"app_id" text collate "C" NOT NULL,
	"component" text collate "C" NOT NULL,
	"credential_id" text collate "C",
	"name" text collate "C" NOT NULL,
	"environment" text collate "C" NOT NULL,
	"settings" text collate "C" NOT NULL,
	"scopes" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	"version" integer NOT NULL,
	"component" text collate "C" NOT NULL,
	"grant_type" text collate "C" NOT NULL,
	"client_id" text collate "C",
	"app_id" text collate "C",
	"is_refreshable" boolean NOT NULL,
	"generation" integer NOT NULL,
	"tokens_at" bigint NOT NULL,
	"access_expires_at" bigint,
	"refresh_expires_at" bigint,
	"scopes_asked" text collate "C" NOT NULL,
	"scopes_granted" text collate "C",
	"state" text collate "C" NOT NULL,
	"refresh_due_at" bigint,
	"refreshed_at" bigint,
	"host" text collate "C" NOT NULL,
	"lease_owner" text collate "C",
	"leased_until" bigint,
	"lease_generation" integer NOT NULL,
	"sent_at" bigint,
	"sent_count" integer NOT NULL,
	"failing_since" bigint,
	"failure_class" text collate "C",
	"failure_code" text collate "C",
	"failure_message" text collate "C",
	"failure_fix" text collate "C",
	"attempts" integer NOT NULL,
	"erase_due_at" bigint,
	"warning" text collate "C",
	CONSTRAINT "grants_tenant_id_workspace_id_credential_id_pk" PRIMARY KEY("tenant_id","workspace_id","credential_id")
);
--> statement-breakpoint
CREATE TABLE "oauth_apps" (
	"tenant_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"component" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"environment" text collate "C" NOT NULL,
	"client_id" text collate "C" NOT NULL,
	"client_secret" "bytea",
	"secret_version" integer NOT NULL,
	"secret_saved_at" bigint,
	"settings" text collate "C" NOT NULL,
	"audience" text collate "C" NOT NULL,
	"token_origin" text collate "C" NOT NULL,
	"scopes" text collate "C" NOT NULL,
	"params" text collate "C" NOT NULL,
	"life_seconds" integer,
	"grace_seconds" integer,
	"revision" integer NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text collate "C" NOT NULL,
	"updated_at" bigint NOT NULL,
	CONSTRAINT "oauth_apps_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "refresh_hosts" (
	"host" text collate "C" PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"last_code" text collate "C",
	"failing_since" bigint,
	"paused_until" bigint
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"endpoint_id" text collate "C" NOT NULL,
	"event_id" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"attempts" integer NOT NULL,
	"replayed_after" integer NOT NULL,
	"next_attempt_at" bigint,
	"leased_until" bigint,
	"generation" integer NOT NULL,
	"last_status" integer,
	"last_code" text collate "C",
	"created_at" bigint NOT NULL,
	"delivered_at" bigint,
	CONSTRAINT "deliveries_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"delivery_id" text collate "C" NOT NULL,
	"number" integer NOT NULL,
	"at" bigint NOT NULL,
	"status" integer,
	"code" text collate "C" NOT NULL,
	"message" text collate "C",
	"duration_ms" integer NOT NULL,
	CONSTRAINT "delivery_attempts_tenant_id_workspace_id_delivery_id_number_pk" PRIMARY KEY("tenant_id","workspace_id","delivery_id","number")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"type" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	"payload" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "events_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"url" text collate "C" NOT NULL,
	"description" text collate "C" NOT NULL,
	"form" text collate "C" NOT NULL,
	"types" text collate "C" NOT NULL,
	"secret" "bytea" NOT NULL,
	"secret_version" integer NOT NULL,
	"former_secret" "bytea",
	"former_until" bigint,
	"disabled_at" bigint,
	"disabled_because" text collate "C",
	"failing_since" bigint,
	"paused_until" bigint,
	"created_at" bigint NOT NULL,
	"created_by" text collate "C" NOT NULL,
	"updated_at" bigint NOT NULL,
	"revision" integer NOT NULL,
	CONSTRAINT "webhook_endpoints_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "expiry_warnings" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	"expires_at" bigint NOT NULL,
	"days" integer NOT NULL,
	CONSTRAINT "expiry_warnings_tenant_id_workspace_id_credential_id_pk" PRIMARY KEY("tenant_id","workspace_id","credential_id")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	"component" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"expires_at" bigint,
	"at" bigint NOT NULL,
	"due_at" bigint,
	"attempts" integer NOT NULL,
	CONSTRAINT "notices_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "flow_steps" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"flow_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"position" integer NOT NULL,
	"name" text collate "C" NOT NULL,
	"component" text collate "C" NOT NULL,
	CONSTRAINT "flow_steps_tenant_id_workspace_id_flow_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","flow_id","id"),
	CONSTRAINT "flow_steps_component" UNIQUE("tenant_id","workspace_id","flow_id","id","component")
);
--> statement-breakpoint
CREATE TABLE "flows" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"identifier" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"revision" integer NOT NULL,
	"activated_at" bigint,
	"created_at" bigint NOT NULL,
	"created_by" text collate "C" NOT NULL,
	"updated_at" bigint NOT NULL,
	"updated_by_label" text collate "C" NOT NULL,
	CONSTRAINT "flows_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "uses" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"flow_id" text collate "C" NOT NULL,
	"step_id" text collate "C" NOT NULL,
	"component" text collate "C" NOT NULL,
	"credential_id" text collate "C" NOT NULL,
	CONSTRAINT "uses_tenant_id_workspace_id_flow_id_step_id_pk" PRIMARY KEY("tenant_id","workspace_id","flow_id","step_id")
);
--> statement-breakpoint
CREATE TABLE "upload_chunks" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"upload_id" text collate "C" NOT NULL,
	"n" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "upload_chunks_tenant_id_workspace_id_upload_id_n_pk" PRIMARY KEY("tenant_id","workspace_id","upload_id","n")
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"created_by" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"file_name" text collate "C" NOT NULL,
	"file_bytes" integer NOT NULL,
	"chunks" integer NOT NULL,
	"state" text collate "C" NOT NULL,
	CONSTRAINT "uploads_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "signers" (
	"tenant_id" text collate "C" NOT NULL,
	"fingerprint" text collate "C" NOT NULL,
	"public_key" "bytea" NOT NULL,
	"pinned_at" bigint NOT NULL,
	"pinned_by" text collate "C" NOT NULL,
	"label" text collate "C",
	CONSTRAINT "signers_tenant_id_fingerprint_pk" PRIMARY KEY("tenant_id","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "identity_keys" (
	"tenant_id" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"version" integer NOT NULL,
	"fingerprint" text collate "C" NOT NULL,
	"public_key" "bytea" NOT NULL,
	"sealed_private_key" "bytea" NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text collate "C" NOT NULL,
	CONSTRAINT "identity_keys_tenant_id_kind_version_pk" PRIMARY KEY("tenant_id","kind","version")
);
--> statement-breakpoint
CREATE TABLE "recipients" (
	"tenant_id" text collate "C" NOT NULL,
	"fingerprint" text collate "C" NOT NULL,
	"public_key" "bytea" NOT NULL,
	"name" text collate "C" NOT NULL,
	"name_key" text collate "C" NOT NULL,
	"added_at" bigint NOT NULL,
	"added_by" text collate "C" NOT NULL,
	CONSTRAINT "recipients_tenant_id_fingerprint_pk" PRIMARY KEY("tenant_id","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "import_items" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"import_id" text collate "C" NOT NULL,
	"i" integer NOT NULL,
	"name" text collate "C" NOT NULL,
	"component" text collate "C" NOT NULL,
	"outcome" text collate "C" NOT NULL,
	"reason" text collate "C",
	"is_older" boolean NOT NULL,
	"credential_id" text collate "C",
	"revision_before" integer,
	"revision" integer,
	"version_before" integer,
	"version_after" integer,
	"environment_before" text collate "C",
	"metadata_before" text collate "C",
	"is_undone" boolean DEFAULT false NOT NULL,
	CONSTRAINT "import_items_tenant_id_workspace_id_import_id_i_pk" PRIMARY KEY("tenant_id","workspace_id","import_id","i")
);
--> statement-breakpoint
CREATE TABLE "import_plan_chunks" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"import_id" text collate "C" NOT NULL,
	"first" integer NOT NULL,
	"last" integer NOT NULL,
	"items" text collate "C" NOT NULL,
	CONSTRAINT "import_plan_chunks_tenant_id_workspace_id_import_id_first_pk" PRIMARY KEY("tenant_id","workspace_id","import_id","first")
);
--> statement-breakpoint
CREATE TABLE "import_plan_items" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"import_id" text collate "C" NOT NULL,
	"i" integer NOT NULL,
	"name" text collate "C" NOT NULL,
	"identifier" text collate "C",
	"component" text collate "C" NOT NULL,
	"environment" text collate "C" NOT NULL,
	"outcome" text collate "C" NOT NULL,
	"reason" text collate "C",
	"create_name" text collate "C" NOT NULL,
	"create_identifier" text collate "C",
	"ignored" text collate "C" NOT NULL,
	"met_by" text collate "C",
	"met_id" text collate "C",
	"met_revision" integer,
	"met_version" integer,
	"override_refused" text collate "C",
	"settings" text collate "C",
	"saved_at" bigint,
	"is_same" boolean NOT NULL,
	"choice" text collate "C",
	CONSTRAINT "import_plan_items_tenant_id_workspace_id_import_id_i_pk" PRIMARY KEY("tenant_id","workspace_id","import_id","i")
);
--> statement-breakpoint
CREATE TABLE "import_runs" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"kind" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"total" integer NOT NULL,
	"done" integer NOT NULL,
	"started_by" text collate "C" NOT NULL,
	"started_at" bigint NOT NULL,
	"is_stop_asked" boolean NOT NULL,
	"leased_until" bigint NOT NULL,
	"generation" integer NOT NULL,
	"attempts" integer NOT NULL,
	"file_key" "bytea",
	"signer_key" "bytea",
	"file" text collate "C" NOT NULL,
	"sha256" text collate "C" NOT NULL,
	"export_id" text collate "C",
	"fresh" integer NOT NULL,
	"conflicts" integer NOT NULL,
	"refused" integer NOT NULL,
	"for_conflicts" text collate "C",
	"error_code" text collate "C",
	"error_message" text collate "C",
	"expires_at" bigint NOT NULL,
	CONSTRAINT "import_runs_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"file_name" text collate "C" NOT NULL,
	"file_bytes" integer NOT NULL,
	"sha256" text collate "C" NOT NULL,
	"sealing" text collate "C" NOT NULL,
	"signer_fingerprint" text collate "C",
	"signer_standing" text collate "C",
	"export_id" text collate "C",
	"exported_at" bigint,
	"applied_at" bigint NOT NULL,
	"applied_by" text collate "C" NOT NULL,
	"applied_by_label" text collate "C" NOT NULL,
	"created" integer NOT NULL,
	"overridden" integer NOT NULL,
	"skipped" integer NOT NULL,
	"refused" integer NOT NULL,
	"total" integer NOT NULL,
	"state" text collate "C" DEFAULT 'applied' NOT NULL,
	"stopped_because" text collate "C",
	"undo_left" integer DEFAULT 0 NOT NULL,
	"undone_at" bigint,
	"undone_by" text collate "C",
	"undone_by_label" text collate "C",
	CONSTRAINT "imports_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "export_items" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"export_id" text collate "C" NOT NULL,
	"i" integer NOT NULL,
	"target_id" text collate "C" NOT NULL,
	"name" text collate "C" NOT NULL,
	"left_out" text collate "C",
	"component" text collate "C",
	"identifier" text collate "C",
	"auth_type" text collate "C",
	"environment" text collate "C",
	"metadata" text collate "C",
	"version" integer,
	CONSTRAINT "export_items_tenant_id_workspace_id_export_id_i_pk" PRIMARY KEY("tenant_id","workspace_id","export_id","i")
);
--> statement-breakpoint
CREATE TABLE "exports" (
	"tenant_id" text collate "C" NOT NULL,
	"workspace_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"resource_type" text collate "C" NOT NULL,
	"state" text collate "C" NOT NULL,
	"selection" text collate "C",
	"file_name" text collate "C" NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text collate "C" NOT NULL,
	"created_by_label" text collate "C" NOT NULL,
	"session_id" text collate "C",
	"expires_at" bigint,
	"total" integer NOT NULL,
	"looked" integer NOT NULL,
	"cursor" text collate "C",
	"count" integer NOT NULL,
	"file_bytes" integer NOT NULL,
	"sealing" text collate "C" NOT NULL,
	"recipient_name" text collate "C",
	"recipient_fingerprint" text collate "C",
	"reason" text collate "C",
	"sealed_key" "bytea",
	"signer_fingerprint" text collate "C",
	"sent_at" bigint,
	"sha256" text collate "C",
	CONSTRAINT "exports_tenant_id_workspace_id_id_pk" PRIMARY KEY("tenant_id","workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"tenant_id" text collate "C" NOT NULL,
	"id" text collate "C" NOT NULL,
	"at" bigint NOT NULL,
	"workspace_id" text collate "C",
	"actor_kind" text collate "C" NOT NULL,
	"actor_id" text collate "C" NOT NULL,
	"actor_label" text collate "C" NOT NULL,
	"action" text collate "C" NOT NULL,
	"target_kind" text collate "C" NOT NULL,
	"target_id" text collate "C" NOT NULL,
	"target_label" text collate "C" NOT NULL,
	"detail" text collate "C" NOT NULL,
	"request_id" text collate "C" NOT NULL,
	"address" text collate "C" NOT NULL,
	"key_id" text collate "C" NOT NULL,
	"mac" "bytea" NOT NULL,
	CONSTRAINT "audit_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit_blocks" (
	"tenant_id" text collate "C" NOT NULL,
	"after_id" text collate "C" NOT NULL,
	"last_id" text collate "C" NOT NULL,
	"prints" "bytea" NOT NULL,
	CONSTRAINT "audit_blocks_tenant_id_after_id_pk" PRIMARY KEY("tenant_id","after_id")
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_keys" ADD CONSTRAINT "tenant_keys_tenant" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_tenant" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_inviter" FOREIGN KEY ("invited_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consumers" ADD CONSTRAINT "consumers_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_consumer" FOREIGN KEY ("tenant_id","workspace_id","consumer_id") REFERENCES "public"."consumers"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credential_versions" ADD CONSTRAINT "credential_versions_credential" FOREIGN KEY ("tenant_id","workspace_id","credential_id") REFERENCES "public"."credentials"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_consumer_owner" FOREIGN KEY ("tenant_id","workspace_id","consumer_id") REFERENCES "public"."consumers"("tenant_id","workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "last_uses" ADD CONSTRAINT "last_uses_credential" FOREIGN KEY ("tenant_id","workspace_id","credential_id") REFERENCES "public"."credentials"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifications" ADD CONSTRAINT "verifications_credential" FOREIGN KEY ("tenant_id","workspace_id","credential_id") REFERENCES "public"."credentials"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_credential" FOREIGN KEY ("tenant_id","workspace_id","credential_id") REFERENCES "public"."credentials"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vault_sign_ins" ADD CONSTRAINT "vault_sign_ins_consumer" FOREIGN KEY ("tenant_id","workspace_id","consumer_id") REFERENCES "public"."consumers"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_import_rows" ADD CONSTRAINT "live_import_rows_import" FOREIGN KEY ("tenant_id","workspace_id","import_id") REFERENCES "public"."live_imports"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_imports" ADD CONSTRAINT "live_imports_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_credential" FOREIGN KEY ("tenant_id","workspace_id","credential_id") REFERENCES "public"."credentials"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "oauth_apps" ADD CONSTRAINT "oauth_apps_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_endpoint" FOREIGN KEY ("tenant_id","workspace_id","endpoint_id") REFERENCES "public"."webhook_endpoints"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_event" FOREIGN KEY ("tenant_id","workspace_id","event_id") REFERENCES "public"."events"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_attempts" ADD CONSTRAINT "delivery_attempts_delivery" FOREIGN KEY ("tenant_id","workspace_id","delivery_id") REFERENCES "public"."deliveries"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "expiry_warnings" ADD CONSTRAINT "expiry_warnings_credential" FOREIGN KEY ("tenant_id","workspace_id","credential_id") REFERENCES "public"."credentials"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_credential" FOREIGN KEY ("tenant_id","workspace_id","credential_id") REFERENCES "public"."credentials"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flow_steps" ADD CONSTRAINT "flow_steps_flow" FOREIGN KEY ("tenant_id","workspace_id","flow_id") REFERENCES "public"."flows"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flows" ADD CONSTRAINT "flows_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uses" ADD CONSTRAINT "uses_step" FOREIGN KEY ("tenant_id","workspace_id","flow_id","step_id","component") REFERENCES "public"."flow_steps"("tenant_id","workspace_id","flow_id","id","component") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uses" ADD CONSTRAINT "uses_credential" FOREIGN KEY ("tenant_id","workspace_id","credential_id","component") REFERENCES "public"."credentials"("tenant_id","workspace_id","id","component") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload_chunks" ADD CONSTRAINT "upload_chunks_upload" FOREIGN KEY ("tenant_id","workspace_id","upload_id") REFERENCES "public"."uploads"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signers" ADD CONSTRAINT "signers_tenant" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_keys" ADD CONSTRAINT "identity_keys_tenant" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_tenant" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_items" ADD CONSTRAINT "import_items_import" FOREIGN KEY ("tenant_id","workspace_id","import_id") REFERENCES "public"."imports"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_plan_chunks" ADD CONSTRAINT "import_plan_chunks_run" FOREIGN KEY ("tenant_id","workspace_id","import_id") REFERENCES "public"."import_runs"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_plan_items" ADD CONSTRAINT "import_plan_items_run" FOREIGN KEY ("tenant_id","workspace_id","import_id") REFERENCES "public"."import_runs"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "export_items" ADD CONSTRAINT "export_items_export" FOREIGN KEY ("tenant_id","workspace_id","export_id") REFERENCES "public"."exports"("tenant_id","workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exports" ADD CONSTRAINT "exports_workspace" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_hash" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_expires" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_in_attempts_window" ON "sign_in_attempts" USING btree ("window_ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "members_user" ON "members" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "tenant_keys_version" ON "tenant_keys" USING btree ("tenant_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "tenants_slug" ON "tenants" USING btree ("slug");--> statement-breakpoint
CREATE UNIQUE INDEX "workspaces_slug" ON "workspaces" USING btree ("tenant_id","slug");--> statement-breakpoint
CREATE UNIQUE INDEX "workspaces_name_key" ON "workspaces" USING btree ("tenant_id","name_key");--> statement-breakpoint
CREATE UNIQUE INDEX "invites_token_hash" ON "invites" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "invites_email_key" ON "invites" USING btree ("tenant_id","email_key");--> statement-breakpoint
CREATE INDEX "invites_expires" ON "invites" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "consumers_external_id" ON "consumers" USING btree ("tenant_id","workspace_id","external_id");--> statement-breakpoint
CREATE INDEX "consumers_list" ON "consumers" USING btree ("tenant_id","workspace_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_token_hash" ON "api_keys" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "api_keys_list" ON "api_keys" USING btree ("tenant_id","workspace_id","kind","id");--> statement-breakpoint
CREATE INDEX "api_keys_parent" ON "api_keys" USING btree ("tenant_id","workspace_id","parent_id");--> statement-breakpoint
CREATE INDEX "api_keys_live" ON "api_keys" USING btree ("tenant_id","workspace_id","parent_id") WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX "api_keys_revoked" ON "api_keys" USING btree ("revoked_at") WHERE revoked_at is not null;--> statement-breakpoint
CREATE INDEX "api_keys_consumer" ON "api_keys" USING btree ("tenant_id","workspace_id","consumer_id");--> statement-breakpoint
CREATE INDEX "api_keys_expires" ON "api_keys" USING btree ("expires_at") WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_name_key" ON "credentials" USING btree ("tenant_id","workspace_id","component","name_key") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_identifier" ON "credentials" USING btree ("tenant_id","workspace_id","identifier") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_connection" ON "credentials" USING btree ("tenant_id","workspace_id","consumer_id","connection_key") WHERE connection_key is not null and deleted_at is null;--> statement-breakpoint
CREATE INDEX "credentials_consumer" ON "credentials" USING btree ("tenant_id","workspace_id","consumer_id","id") WHERE consumer_id is not null;--> statement-breakpoint
CREATE INDEX "credentials_list" ON "credentials" USING btree ("tenant_id","workspace_id","component","name_key","id");--> statement-breakpoint
CREATE INDEX "credentials_trash" ON "credentials" USING btree ("tenant_id","workspace_id","deleted_at","id");--> statement-breakpoint
CREATE INDEX "credentials_verify_due" ON "credentials" USING btree ("verify_due_at");--> statement-breakpoint
CREATE INDEX "credentials_verify_turn" ON "credentials" USING btree ("tenant_id",cast(audience as varchar(255)),"verify_due_at") WHERE verify_due_at is not null;--> statement-breakpoint
CREATE INDEX "credentials_purge" ON "credentials" USING btree ("deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "credentials_expires" ON "credentials" USING btree ("expires_at") WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX "credentials_ahead" ON "credentials" USING btree ("tenant_id","workspace_id","expires_at","id") WHERE expires_at is not null and deleted_at is null;--> statement-breakpoint
CREATE INDEX "verifications_day" ON "verifications" USING btree ("tenant_id","workspace_id","at");--> statement-breakpoint
CREATE INDEX "vault_sign_ins_expires" ON "vault_sign_ins" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "vault_sign_ins_consumer" ON "vault_sign_ins" USING btree ("tenant_id","workspace_id","consumer_id","connection_key");--> statement-breakpoint
CREATE INDEX "live_import_rows_outcome" ON "live_import_rows" USING btree ("tenant_id","workspace_id","import_id","outcome","line");--> statement-breakpoint
CREATE INDEX "live_imports_list" ON "live_imports" USING btree ("tenant_id","workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "live_imports_due" ON "live_imports" USING btree ("leased_until") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "live_imports_created" ON "live_imports" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "connects_expires" ON "connects" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "grants_due" ON "grants" USING btree ("refresh_due_at","tenant_id","host") WHERE refresh_due_at is not null;--> statement-breakpoint
CREATE INDEX "grants_erase_due" ON "grants" USING btree ("erase_due_at") WHERE erase_due_at is not null;--> statement-breakpoint
CREATE INDEX "grants_leased" ON "grants" USING btree ("host","leased_until") WHERE leased_until is not null;--> statement-breakpoint
CREATE INDEX "grants_app" ON "grants" USING btree ("tenant_id","app_id","credential_id");--> statement-breakpoint
CREATE INDEX "grants_workspace" ON "grants" USING btree ("tenant_id","workspace_id","state","refresh_due_at","credential_id","component","refreshed_at","host");--> statement-breakpoint
CREATE UNIQUE INDEX "oauth_apps_name_key" ON "oauth_apps" USING btree ("tenant_id","component","name_key");--> statement-breakpoint
CREATE UNIQUE INDEX "oauth_apps_client" ON "oauth_apps" USING btree ("tenant_id","component","client_id","token_origin");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("next_attempt_at") WHERE next_attempt_at is not null;--> statement-breakpoint
CREATE INDEX "deliveries_turn" ON "deliveries" USING btree ("tenant_id","workspace_id","endpoint_id","next_attempt_at") WHERE next_attempt_at is not null;--> statement-breakpoint
CREATE INDEX "deliveries_leased" ON "deliveries" USING btree ("leased_until") WHERE leased_until is not null;--> statement-breakpoint
CREATE INDEX "deliveries_list" ON "deliveries" USING btree ("tenant_id","workspace_id","endpoint_id","id");--> statement-breakpoint
CREATE INDEX "deliveries_state" ON "deliveries" USING btree ("tenant_id","workspace_id","endpoint_id","state","id");--> statement-breakpoint
CREATE INDEX "deliveries_event" ON "deliveries" USING btree ("tenant_id","workspace_id","event_id");--> statement-breakpoint
CREATE INDEX "events_at" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_turn" ON "webhook_endpoints" USING btree ("id");--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "notices_turn" ON "notices" USING btree ("tenant_id","workspace_id","kind","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "notices_at" ON "notices" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "flows_name_key" ON "flows" USING btree ("tenant_id","workspace_id","name_key");--> statement-breakpoint
CREATE INDEX "flows_list" ON "flows" USING btree ("tenant_id","workspace_id","name_key","id");--> statement-breakpoint
CREATE INDEX "uses_credential" ON "uses" USING btree ("tenant_id","workspace_id","credential_id");--> statement-breakpoint
CREATE INDEX "uploads_expires" ON "uploads" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "identity_keys_fingerprint" ON "identity_keys" USING btree ("fingerprint");--> statement-breakpoint
CREATE UNIQUE INDEX "recipients_name_key" ON "recipients" USING btree ("tenant_id","name_key");--> statement-breakpoint
CREATE INDEX "import_items_credential" ON "import_items" USING btree ("tenant_id","workspace_id","credential_id");--> statement-breakpoint
CREATE INDEX "import_plan_items_outcome" ON "import_plan_items" USING btree ("tenant_id","workspace_id","import_id","outcome","i");--> statement-breakpoint
CREATE INDEX "import_runs_due" ON "import_runs" USING btree ("state","leased_until");--> statement-breakpoint
CREATE INDEX "import_runs_expires" ON "import_runs" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "imports_list" ON "imports" USING btree ("tenant_id","workspace_id","applied_at","id");--> statement-breakpoint
CREATE INDEX "exports_list" ON "exports" USING btree ("tenant_id","workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "exports_expires" ON "exports" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "audit_target" ON "audit" USING btree ("tenant_id","target_id","id") WHERE action <> 'credential.token_issued';