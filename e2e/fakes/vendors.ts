import type { SeenRequest, Vendor } from './request.ts';
import { airtable } from './vendors/airtable.ts';
import { github } from './vendors/github.ts';
import { google } from './vendors/google.ts';
import { hooks } from './vendors/hooks.ts';
import { hubspot } from './vendors/hubspot.ts';
import { intercom } from './vendors/intercom.ts';
import { jira, jiraGateway } from './vendors/jira.ts';
import { mailchimp } from './vendors/mailchimp.ts';
import { microsoft } from './vendors/microsoft.ts';
import { notion } from './vendors/notion.ts';
import { openai } from './vendors/openai.ts';
import { quickbooks } from './vendors/quickbooks.ts';
import { salesforce } from './vendors/salesforce.ts';
import { sendgrid } from './vendors/sendgrid.ts';
import { slack } from './vendors/slack.ts';
import { stripe } from './vendors/stripe.ts';
import { twilio } from './vendors/twilio.ts';
import { xero } from './vendors/xero.ts';
import { zendesk } from './vendors/zendesk.ts';
import { zoho } from './vendors/zoho.ts';

/** By host; `*.` stands for one name below. */
const vendors = new Map<string, Vendor>(
  Object.entries({
    'api.github.com': github,
    'slack.com': slack,
    'api.stripe.com': stripe,
    '*.api.mailchimp.com': mailchimp,
    'hooks.example-saas.com': hooks,
    'orders.northwind.example': hooks,
    'alarms.northwind.example': hooks,
    'api.hubapi.com': hubspot,
    'api.notion.com': notion,
    'api.airtable.com': airtable,
    'api.twilio.com': twilio,
    'api.dublin.ie1.twilio.com': twilio,
    '*.zendesk.com': zendesk,
    '*.atlassian.net': jira,
    'api.atlassian.com': jiraGateway,
    'api.sendgrid.com': sendgrid,
    'api.eu.sendgrid.com': sendgrid,
    'api.openai.com': openai,
    '*.api.openai.com': openai,
    'api.intercom.io': intercom,
    'api.eu.intercom.io': intercom,
    '*.my.salesforce.com': salesforce,
    'openidconnect.googleapis.com': google,
    'graph.microsoft.com': microsoft,
    'quickbooks.api.intuit.com': quickbooks,
    'sandbox-quickbooks.api.intuit.com': quickbooks,
    'api.xero.com': xero,
    'www.zohoapis.com': zoho,
    'www.zohoapis.eu': zoho,
  }),
);

export const vendorHosts: readonly string[] = [...vendors.keys()];

/** The vendor that a host belongs to. */
export function vendorOf({ host }: SeenRequest): Vendor | null {
  return vendors.get(host) ?? vendors.get(`*.${host.split('.').slice(1).join('.')}`) ?? null;
}
