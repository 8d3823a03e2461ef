import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { users } from '#db/schema/users.ts';
import { emailKey } from '#lib/attempts/model.ts';

export interface PasswordHolder {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly disabledAt: number | null;
}

const columns = {
  id: users.id,
  name: users.name,
  email: users.email,
  passwordHash: users.passwordHash,
  disabledAt: users.disabledAt,
};

/** For checking a password and nothing else: the row does not leave `lib/users`. */
export async function findByEmail(email: string): Promise<PasswordHolder | null> {
  const [row] = await read()
    .select(columns)
    .from(users)
    .where(eq(users.emailKey, emailKey(email)));
  return row ?? null;
}

export async function findById(userId: string): Promise<PasswordHolder | null> {
  const [row] = await read().select(columns).from(users).where(eq(users.id, userId));
  return row ?? null;
}
