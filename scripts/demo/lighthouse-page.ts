import type { Answer, LighthouseKey } from './lighthouse-keys.ts';
import { lighthouseAccounts, lighthouseClient, type Tokens } from './lighthouse-tokens.ts';

const answers: Readonly<Record<Answer, string>> = {
  accepted: '200, works',
  revoked: '401, revoked',
  forbidden: '403, may not read tickets',
  limited: '429, asks too often',
};

export const pageStyle = `
  :root { color-scheme: light dark }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 3rem auto; padding: 0 1.5rem }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
  code { font: 13px/1.4 ui-monospace, monospace; user-select: all }
  button { font: inherit }`;

const row = ({ key, workspace, answer }: LighthouseKey): string => {
  const [verb, word] = answer === 'revoked' ? ['restore', 'Restore'] : ['revoke', 'Revoke'];
  return `<tr><td><code>${key}</code></td><td>${workspace}</td><td>${answers[answer]}</td>
    <td><form method="post" action="/keys/${key}/${verb}"><button aria-label="${word} ${key}">${word}</button></form></td></tr>`;
};

const accountRow = (tokens: Tokens, account: string, at: number): string => {
  const [verb, word, does] = tokens.isEnded(account)
    ? ['restore', 'Restore', 'nobody is let in']
    : ['revoke', 'Revoke', 'signs in, is refreshed'];
  return `<tr><td>${account}</td><td>${does}</td>
    <td><form method="post" action="/accounts/${at}/${verb}"><button aria-label="${word} what ${account} allowed">${word}</button></form></td></tr>`;
};

/** Every key with what it does, to be copied into a form or revoked under a credential that uses it; and who may sign in. */
export const lighthousePage = (keys: readonly LighthouseKey[], tokens: Tokens): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Lighthouse</title><style>${pageStyle}</style></head><body>
<h1>Lighthouse</h1>
<p>A ticketing product made up for the demo of Keyhaven. It runs on this machine alone, and its keys are no secrets:
copy one, or revoke one and let Keyhaven check the credential that holds it.</p>
<table><thead><tr><th scope="col">API key</th><th scope="col">Workspace</th><th scope="col">GET /v1/me answers</th><td></td></tr></thead>
<tbody>${keys.map(row).join('\n')}</tbody></table>
<h2>Sign-in by OAuth</h2>
<p>The OAuth app of this demo is the client <code>${lighthouseClient.id}</code> with the secret
<code>${lighthouseClient.secret}</code>. Access tokens live for five minutes and are refreshed; a refresh token is taken once.</p>
<table><thead><tr><th scope="col">Account</th><th scope="col">Whoever connected it</th><td></td></tr></thead>
<tbody>${lighthouseAccounts.map((account, at) => accountRow(tokens, account, at)).join('\n')}</tbody></table>
</body></html>
`;
