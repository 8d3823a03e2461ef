import { randomInt } from 'node:crypto';
import type { Role } from '#lib/access.ts';
import type { UserCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { findByEmail } from '#lib/users/queries.ts';
import { newUser, type NewUser } from '#lib/users/schema.ts';

/** All four roles, and one person in both tenants. */
export const demoPeople = {
  mara: { name: 'Mara Okafor', email: 'mara@northwind.example', roles: { Northwind: 'owner', Contoso: 'admin' } },
  jonas: { name: 'Jonas Lind', email: 'jonas@northwind.example', roles: { Northwind: 'admin' } },
  aiko: { name: 'Aiko Tanaka', email: 'aiko@northwind.example', roles: { Northwind: 'builder' } },
  sam: { name: 'Sam Rivera', email: 'sam@northwind.example', roles: { Northwind: 'viewer' } },
  elena: { name: 'Elena Moretti', email: 'elena@contoso.example', roles: { Contoso: 'owner' } },
} as const satisfies Record<
  string,
  { readonly name: string; readonly email: string; readonly roles: Readonly<Record<string, Role>> }
>;

export type PersonKey = keyof typeof demoPeople;

/** Whose link nobody has opened yet. */
export const invited = { email: 'noor@northwind.example', role: 'builder' } as const;

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 24 random signs in groups, to be read off a screen: 118 bits. */
export function randomWords(): string {
  const group = () => Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** An account as its form would have it, under a new password. */
export const newAccount = (key: PersonKey): NewUser => {
  const { name, email } = demoPeople[key];
  return newUser.parse({ name, email, password: randomWords() });
};

/** What somebody has to know to sign in. */
export interface Resident {
  readonly email: string;
  readonly password: string;
  /** In words: `owner of Northwind, admin of Contoso`. */
  readonly roles: string;
}

export const residentsOf = (accounts: Readonly<Record<PersonKey, NewUser>>): readonly Resident[] =>
  Object.values(accounts).map(({ email, password }) => {
    const roles: Readonly<Record<string, Role>> =
      Object.values(demoPeople).find((one) => one.email === email)?.roles ?? {};
    const words = Object.entries(roles).map(([tenant, role]) => `${role} of ${tenant}`);
    return { email, password, roles: words.join(', ') };
  });

/** Somebody who is on this machine while the demo is made, and signed in to nothing. */
export const visitor = () => ({ requestId: newId('req'), address: '127.0.0.1' });

/** The person of an account, as the gate would hand them to a command. */
export async function userOf({ name, email }: NewUser): Promise<UserCtx> {
  const holder = await findByEmail(email);
  if (!holder) throw new Error(`${email} has no account.`);
  return { userId: holder.id, userName: name, email, sessionId: '', ...visitor() };
}
