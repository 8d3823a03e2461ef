/** The secrets that the fakes accept. None of them looks like a real one. */
export const goodTokens = {
  github: 'good-github-token',
  slack: 'good-slack-token',
  stripe: 'good-stripe-key',
  mailchimp: 'good-mailchimp-key-us21',
  rest: 'good-rest-token',
  restUser: 'good-user',
  restPassword: 'good-password',
} as const;

/** Secrets for `api.example-saas.com` that provoke one behaviour each. */
export const specialTokens = {
  unauthorised: 'token-401',
  forbidden: 'token-403',
  rateLimited: 'token-429',
  broken: 'token-500',
  html: 'token-html',
  errorBody: 'token-error-body',
  slow: 'token-slow',
  redirect: 'token-redirect',
  endlessGzip: 'token-endless-gzip',
  slowHeaders: 'token-slow-headers',
} as const;
