'use client';

import { useState } from 'react';
import { LastUsed } from '#components/api-keys/last-used.tsx';
import { RevokeKey } from '#components/api-keys/revoke-key.tsx';
import { hintWords, kindWords, scopesWords } from '#components/api-keys/words.ts';
import { Button } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { KeyDto } from '#lib/api-keys/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface ConsumerTokensProps {
  scope: Scope;
  tokens: readonly KeyDto[];
  canRevoke: boolean;
  now: number;
}

/** What lets them in right now: tokens in the hands of the tenant's product, sessions in their browser. */
export function ConsumerTokens({ scope, tokens, canRevoke, now }: ConsumerTokensProps) {
  const [revoked, setRevoked] = useState<KeyDto | null>(null);
  if (tokens.length === 0) {
    return (
      <Panel title="Tokens and sessions">
        <p className="soft">None that is valid now.</p>
      </Panel>
    );
  }
  return (
    <Panel title="Tokens and sessions" flush>
      <Table label="Tokens and sessions of this consumer" bare stacked>
        <Heads of={['Kind', 'May', 'Ends', 'Last used']}>
          {canRevoke && <SilentHead className="more">Actions</SilentHead>}
        </Heads>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td className="namecell">
                <span className="strong">{kindWords[token.kind]}</span>
                <span className="id" dir="ltr">
                  {hintWords(token)}
                </span>
              </td>
              <td data-label="May">{scopesWords(token.scopes)}</td>
              <td data-label="Ends" className="nowrap">
                {token.expiresAt === null ? 'Never' : <Time at={token.expiresAt} now={now} />}
              </td>
              <td data-label="Last used">
                <LastUsed row={token} now={now} />
              </td>
              {canRevoke && (
                <td className="more">
                  <Button small aria-label={`Revoke ${hintWords(token)}`} onClick={() => setRevoked(token)}>
                    Revoke
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {revoked && <RevokeKey scope={scope} subject={revoked} onClose={() => setRevoked(null)} />}
    </Panel>
  );
}
