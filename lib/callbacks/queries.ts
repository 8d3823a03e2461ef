import { and, eq, isNull, or } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { itsGrant } from '#lib/holders/queries.ts';

/** Where a sign-in belongs, and the OAuth app it is of. */
export interface SignIn {
  readonly tenantId: string;
  readonly id: string;
  readonly appId: string;
}

/**
 * Whether the tenant has a credential of the same OAuth app that may be the same account's: of that account, or of one
 * nobody knows. In the trash it counts too, as it may come back.
 */
export async function hasSibling(row: Pick<SignIn, 'tenantId' | 'appId'>, account: string | null): Promise<boolean> {
  const [sibling] = await read()
    .select({ id: grants.credentialId })
    .from(grants)
    .innerJoin(credentials, itsGrant)
    .where(
      and(
        eq(grants.tenantId, row.tenantId),
        eq(grants.appId, row.appId),
        account === null ? undefined : or(isNull(credentials.account), eq(credentials.account, account)),
      ),
    )
    .limit(1);
  return sibling !== undefined;
}
