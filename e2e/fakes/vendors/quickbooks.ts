import { goodAccounts, goodTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/companyinfo */
export const quickbooks: Vendor = (request, response) => {
  const [, realm, again] = /^\/v3\/company\/(\d+)\/companyinfo\/(\d+)$/.exec(request.path) ?? [];
  if (request.method !== 'GET' || realm === undefined || realm !== again) return false;
  const refuse = (status: number, message: string, code: string): true =>
    sendJson(response, status, {
      warnings: null,
      fault: { error: [{ message, detail: 'Token', code, element: null }], type: 'AUTHENTICATION' },
      report: null,
    });
  if (bearerOf(request) !== goodTokens.quickbooks) {
    return refuse(401, 'message=AuthenticationFailed; errorCode=003200; statusCode=401', '3200');
  }
  if (realm !== goodAccounts.quickbooksRealm) {
    return refuse(403, 'message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403', '3100');
  }
  return sendJson(response, 200, {
    CompanyInfo: { CompanyName: "Larry's Bakery", LegalName: "Larry's Bakery", Country: 'US', Id: '1' },
    time: '2026-11-21T10:00:00.000-08:00',
  });
};
