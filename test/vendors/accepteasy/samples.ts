/** What AcceptEasy's page prints, and what is documented outside it, with values of our own where they were of people. */
const ID = '120b6125-fdfa-4124-a08c-dbf63f38e162';
const OTHER_ID = '33cd794c-ac3b-4a28-8fd8-01766c41813d';
const BULK_ID = '0643816a-77bc-4f95-a91c-8ff52222456c';
const PAY_URL = `https://transaction.acceptemail.com/Landing?id=${ID}&detail=true`;
const SHORT_URL = 'http://trx.ae/JWELEvr9JEGgjNv2PzjhYg';

const links = {
  TransactionURL: PAY_URL,
  ShortURL: SHORT_URL,
  Images: { ImageURL1: 'https://images.acceptemail.com/?part=1', ImageURL2: 'https://images.acceptemail.com/?part=2' },
};

const bill = {
  ATID: ID,
  SRRID: 'r180205114728321',
  AETemplateID: '4a5c25a1-787a-439c-9089-2b78914be777',
  PaymentReference: '123456',
  Amount: 12.99,
  Description: 'Payment from Chat',
  ExpiryDate: '2018-04-01T09:00:00Z',
  Status: 'Open',
  Address: { Email: '', PhoneNumber: '' },
  Communication: [],
  Links: links,
};

const found = {
  AETemplateID: '4a5c25a1-787a-439c-9089-2b78914be777',
  ATID: ID,
  Address: {},
  Amount: 0.01,
  Description: 'Description',
  PaymentReference: '1111222233334444',
  SRRID: 'r180828113646596',
  Status: 'Open',
  ExpiryDate: '2019-07-28T09:26:40.513Z',
  Links: links,
};

const succeeded = {
  ATID: OTHER_ID,
  STATUS: 'CreationSucceeded',
  Location: `/v2/Bill/${OTHER_ID}`,
  PaymentReference: '123456',
  SRRID: 'r220701081428282',
};

/** Requests as the page prints them, trailing commas and all. */
export const printed = {
  minimal: `{
  "PaymentReference": "123456",
  "Description": "Payment from Chat",
  "Amount": 1299,
  "ExpiryDate": "2018-04-01T09:00:00Z",
}`,
  withCommunication: `{
  "PaymentReference": "123456",
  "Description": "MonthlyInvoice",
  "ExpiryDate": "2018-02-28T23:59:59Z",
  "Address": {
    "Email": "contact@example.com",
    "PhoneNumber": "+31 20 000 00 20"
  },
  "Amount": 1299,
  "Communication": [
    {
      "Channel": "Email",
      "Template": "initialPaymentRequest",
      "ScheduledDate": "2018-02-05T10:11:22Z",
    },
    {
      "Channel": "Text",
      "PaymentStatus": "Open",
      "Template": "preminderText",
      "ScheduledDate": "2018-02-12T15:11:22Z",
    },
    {
      "Channel": "Email",
      "PaymentStatus": "Open",
      "Template": "finalPreminder",
      "ScheduledDate": "2018-02-25T10:11:22Z",
    },
  ],
  "RecordData": {
    "RecipientDisplayName": "Example",
    "AccountNumber": "19282489"
  }
}`,
};

/** The vendor's typo, put right: a comma before a closing bracket goes. */
export function repaired(text: string): Record<string, unknown> {
  return JSON.parse(text.replace(/,(\s*[\]}])/g, '$1'));
}

export const samples = {
  ID,
  OTHER_ID,
  BULK_ID,
  PAY_URL,
  SHORT_URL,
  bill,
  queued: { ATID: ID },
  processing: { ATID: ID, STATUS: 'Processing', PaymentReference: '123456', SRRID: 'B-1' },
  creationSucceeded: {
    ATID: ID,
    STATUS: 'CreationSucceeded',
    Location: `/v2/Bill/${ID}`,
    PaymentReference: '123456',
    SRRID: 'B-1',
  },
  creationFailed: {
    ATID: ID,
    ERROR: { Message: 'APP0224 - Expiry date must be in the future.' },
    STATUS: 'CreationFailed',
    PaymentReference: '123456',
    SRRID: 'B-1',
  },
  updated: { Status: 'Succeeded', Bill: { ...bill, Status: 'Canceled' } },
  queuedBulk: { BulkId: BULK_ID },
  bulkProcessing: { BulkId: BULK_ID, STATUS: 'Processing' },
  bulkPartly: {
    Bills: [
      {
        ATID: '00000000-0000-0000-0000-000000000000',
        ERROR: { Message: 'Batch creation failed with error message: Invalid banner template reference' },
        STATUS: 'CreationFailed',
        PaymentReference: '123457',
      },
      succeeded,
    ],
    BulkId: BULK_ID,
    STATUS: 'ProcessingCompleted',
  },
  paymentMethods: [
    {
      PaymentLogo: 'https://transaction.acceptemail.com/Content/Images/PayPal_30x26.png',
      PaymentMethodId: '8df82143-a825-4c46-a1f2-3da849760093',
      PaymentMethodName: 'PayPal',
    },
    {
      PaymentLogo: 'https://transaction.acceptemail.com/Content/Images/iDEAL_40x26.png',
      PaymentMethodId: 'c7a8c460-e5e1-404e-a8c4-7fe5b27b48f2',
      PaymentMethodName: 'iDEAL',
      SubPaymentMethods: [{ SubPaymentMethodId: 'INGBNL2A', SubPaymentMethodName: 'ING' }],
    },
  ],
  foundBills: {
    Bills: [found],
    SearchMetadata: {
      CompletedIn: 0.054,
      Count: 50,
      Page: 1,
      TotalNumberOfResults: 2,
      NextResults: '?count=50&page=2&paymentReference=1111222233334444',
    },
  },
  foundBillsLast: {
    Bills: [{ ...found, ATID: OTHER_ID, SRRID: 'r180828113646597' }],
    SearchMetadata: { CompletedIn: 0.01, Count: 50, Page: 2, TotalNumberOfResults: 2 },
  },
  foundMandates: {
    Bills: [],
    Mandates: [{ ...found, ExpiryDate: undefined, Status: 'Mandated' }],
    SearchMetadata: { CompletedIn: 0.01, Count: 50, Page: 1, TotalNumberOfResults: 1 },
  },
  bounces: {
    Bills: [
      {
        ...found,
        Address: { Email: 'wrong@example.com' },
        Bounce: {
          DateReceived: '2021-05-17T12:09:46Z',
          Message: 'smtp;550 5.4.1 Recipient address rejected: wrong@example.com',
          StatusCode: '5.1.1',
          CommunicationID: '50510b17-f81e-441c-82ec-d60a2f16863e',
        },
      },
    ],
    Mandates: [],
    SearchMetadata: { CompletedIn: 0.01, Count: 50, Page: 1, TotalNumberOfResults: 1 },
  },
  /** Not documented: what a bill's own list says, with the key that bounces have. */
  communications: [
    {
      CommunicationID: '50510b17-f81e-441c-82ec-d60a2f16863e',
      Channel: 'Text',
      PaymentStatus: 'Open',
      Template: 'preminderText',
      ScheduledDate: '2018-02-12T15:11:22Z',
      Status: 'Pending',
    },
  ],
  events: [
    { Type: 'View', UserAgent: 'Mozilla/5.0', DateTime: '2019-07-03T08:29:05.167Z', Ip: '192.0.2.0', Status: 'Open' },
    {
      Type: 'Payment',
      DateTime: '2019-07-03T08:30:35.227Z',
      PaymentMethodId: 'c7a8c460-e5e1-404e-a8c4-7fe5b27b48f2',
      PaymentMethodName: 'Direct',
      SubPaymentMethodId: 'INGBNL2A',
      Status: 'Paid',
    },
  ],
  mandate: {
    ...bill,
    Amount: 12.95,
    Description: 'my description',
    ExpiryDate: undefined,
    Status: 'ToMandate',
    FirstInstallment: 1,
    Address: {},
  },
  webhooks: {
    created: { ATID: ID, ERROR: null, PaymentReference: '123456', SRRID: 'B-1', STATUS: 'CreationSucceeded' },
    failed: {
      ATID: ID,
      ERROR: { Message: 'APP0224 - Expiry date must be in the future.' },
      PaymentReference: '123456',
      SRRID: 'B-1',
      STATUS: 'CreationFailed',
    },
    failedAsText: {
      ATID: ID,
      ERROR: 'APP0225 - Expiry date cannot exceed 1 year from now.',
      PaymentReference: '123456',
      SRRID: 'B-1',
      STATUS: 'CreationFailed',
    },
    paid: { ATID: ID, ERROR: null, PaymentReference: '123456', SRRID: 'B-1', STATUS: 'Paid' },
    bounced: { ATID: ID, ERROR: null, PaymentReference: '123456', SRRID: 'B-1', STATUS: 'Bounced' },
    bulkCompleted: { Bills: [succeeded], BulkId: BULK_ID, STATUS: 'ProcessingCompleted' },
  },
};
