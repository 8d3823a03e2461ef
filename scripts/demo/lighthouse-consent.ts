import { pageStyle } from './lighthouse-page.ts';

const passedOn = [
  'client_id',
  'response_type',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
];

/** Text of whoever asks, inside a page. */
const escaped = (words: string): string => words.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

const hidden = (asked: URLSearchParams): string =>
  passedOn.map((name) => `<input type="hidden" name="${name}" value="${escaped(asked.get(name) ?? '')}">`).join('\n');

const choice = (account: string, at: number): string =>
  `<p><label><input type="radio" name="account" value="${account}"${at === 0 ? ' checked' : ''}> ${account}</label></p>`;

/** Who signs in, what is asked for, and the way to say no. */
export const consentPage = (asked: URLSearchParams, accounts: readonly string[]): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Lighthouse</title><style>${pageStyle}</style></head><body>
<h1>Keyhaven asks to use Lighthouse</h1>
<p>It asks for: <code>${escaped(asked.get('scope') || 'nothing')}</code>. You go back to <code>${escaped(asked.get('redirect_uri') ?? '')}</code>.</p>
<form method="post" action="/oauth/authorize">${hidden(asked)}
<fieldset><legend>Sign in as</legend>${accounts.map(choice).join('\n')}</fieldset>
<p><button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button></p>
</form></body></html>
`;
