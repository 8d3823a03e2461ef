import { index, int, ms, str, table, uniqueIndex } from '../columns.ts';

export const users = table(
  'users',
  {
    id: str('id').primaryKey(),
    name: str('name').notNull(),
    email: str('email').notNull(),
    /** One for all spellings of an address: NFKC, case folded. */
    emailKey: str('email_key').notNull(),
    passwordHash: str('password_hash').notNull(),
    passwordChangedAt: ms('password_changed_at').notNull(),
    disabledAt: ms('disabled_at'),
    createdAt: ms('created_at').notNull(),
  },
  (t) => [uniqueIndex('users_email_key').on(t.emailKey)],
);

export const sessions = table(
  'sessions',
  {
    id: str('id').primaryKey(),
    /** SHA-256 of the cookie, hex. The cookie itself is nowhere. */
    tokenHash: str('token_hash').notNull(),
    userId: str('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: ms('created_at').notNull(),
    seenAt: ms('seen_at').notNull(),
    expiresAt: ms('expires_at').notNull(),
    address: str('address').notNull(),
    agent: str('agent').notNull(),
  },
  (t) => [
    uniqueIndex('sessions_token_hash').on(t.tokenHash),
    index('sessions_user').on(t.userId),
    index('sessions_expires').on(t.expiresAt),
  ],
);

/** Counters of tries at a password: one per e-mail key, one per address. */
export const signInAttempts = table(
  'sign_in_attempts',
  {
    key: str('key').primaryKey(),
    count: int('count').notNull(),
    windowEndsAt: ms('window_ends_at').notNull(),
  },
  (t) => [index('sign_in_attempts_window').on(t.windowEndsAt)],
);
