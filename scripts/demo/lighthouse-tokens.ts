import { createHash, createHmac, randomBytes } from 'node:crypto';

/** The one client of Lighthouse. No secret: it opens nothing but a program on this machine. */
export const lighthouseClient = { id: 'lighthouse-demo-client', secret: 'lighthouse-demo-secret-6f1e0b94' } as const;

/** Who may sign in, by name. */
export const lighthouseAccounts = ['Northwind Support', 'Northwind Evenings', 'Contoso Support'] as const;

export const lighthouseScopes = ['tickets.read', 'tickets.write'] as const;

/** Short, so that one can watch it being refreshed. */
export const accessSeconds = 300;
const codeSeconds = 60;
const refreshSeconds = 30 * 86_400;
const lifeSeconds = { code: codeSeconds, access: accessSeconds, refresh: refreshSeconds } as const;

/** What a token says of itself. It is signed, not kept: a demo that is started again knows those of before. */
export interface Grant {
  readonly grantId: string;
  readonly account: string;
  readonly scope: string;
  /** Of a code: where it goes back to, and what its verifier hashes to. */
  readonly redirectUri?: string;
  readonly challenge?: string;
}

type Kind = keyof typeof lifeSeconds;
interface Token extends Grant {
  readonly kind: Kind;
  readonly id: string;
  readonly endsAt: number;
}

const signature = (payload: string): string =>
  createHmac('sha256', 'lighthouse is made up').update(payload).digest('base64url');

/** Codes, access tokens and refresh tokens; each code and each refresh token is taken once. */
export function createTokens(clock: () => number) {
  const used = new Set<string>();
  const ended = new Set<string>();

  const issue = (kind: Kind, grant: Grant): string => {
    const token: Token = {
      ...grant,
      kind,
      id: randomBytes(9).toString('base64url'),
      endsAt: clock() + lifeSeconds[kind] * 1_000,
    };
    const payload = Buffer.from(JSON.stringify(token)).toString('base64url');
    return `lh_${kind}_${payload}.${signature(payload)}`;
  };

  const read = (kind: Kind, text: string): Token | null => {
    const [payload = '', mac] = text.replace(`lh_${kind}_`, '').split('.');
    if (mac !== signature(payload)) return null;
    const token = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Token;
    const isOver = token.endsAt <= clock() || ended.has(token.grantId) || ended.has(token.account);
    return token.kind === kind && !isOver ? token : null;
  };

  /** One that comes a second time was stolen from somebody: all of its grant ends. */
  const take = (kind: 'code' | 'refresh', text: string): Token | null => {
    const token = read(kind, text);
    if (token === null) return null;
    if (used.has(token.id)) ended.add(token.grantId);
    used.add(token.id);
    return ended.has(token.grantId) ? null : token;
  };

  return {
    issue,
    take,
    accountOf: (access: string) => read('access', access)?.account ?? null,
    /** RFC 7009: whatever it is, it does not work afterwards. */
    revoke: (text: string) => {
      const token = read('refresh', text) ?? read('access', text);
      if (token) ended.add(token.grantId);
    },
    /** What an administrator of the account does on the page: everything that was allowed ends. */
    setEnded: (account: string, isEnded: boolean) => void (isEnded ? ended.add(account) : ended.delete(account)),
    isEnded: (account: string) => ended.has(account),
  };
}

export type Tokens = ReturnType<typeof createTokens>;

export const newGrantId = (): string => randomBytes(9).toString('base64url');

/** RFC 7636, S256. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
