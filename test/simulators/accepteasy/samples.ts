/** The requests as the vendor's pages print them, trailing commas and all; persons and addresses are replaced. */

/** Bills, first section. */
const MINIMAL = `{
  "PaymentReference": "123456",
  "Description": "Payment from Chat",
  "Amount": 1299,
  "ExpiryDate": "2018-04-01T09:00:00Z",
}`;

/** Bills, "Sending of Bills through email, text or both". */
const WITH_MESSAGES = `{
  "PaymentReference": "123456",
  "Description": "MonthlyInvoice",
  "ExpiryDate": "2018-02-28T23:59:59Z",
  "Address": {
    "Email": "contact@example.com",
    "PhoneNumber": "+31 20 000 00 00"
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
    "RecipientAddressLine1": "Example 5",
    "RecipientAddressLine2": "0000 AA",
    "RecipientAddressLine3": "Example",
    "AccountNumber": "00000000"
  }
}`;

/** Outside the Bills page: billSync.md, billBulk.md, billPatch.md, mandate.md. */
const AMOUNT_SCHEME_RANGE = `{
  "PaymentReference": "123456",
  "Description": "MonthlyInvoice",
  "Amount": 2000,
  "AmountScheme": { "Range": { "MaximumAmount": 2000, "MinimumAmount": 500 } }
}`;

const AMOUNT_SCHEME_LIST = `{
  "PaymentReference": "123456",
  "Description": "MonthlyInvoice",
  "Amount": 2000,
  "AmountScheme": {
    "List": [
      { "Amount": 500, "Label": "Option 1" },
      { "Amount": 2000, "Label": "Option 4" }
    ]
  }
}`;

const NOTIFICATION_URL = `{
  "PaymentReference": "123456",
  "Description": "MonthlyInvoice",
  "Amount": 1299,
  "NotificationURLs": { "PaidURL": "https://hooks.example/accepteasy/paid/123456" }
}`;

const COMMUNICATION_PLAN = `{
  "PaymentReference": "123456",
  "Description": "MonthlyInvoice",
  "Amount": 1299,
  "Address": { "Email": "contact@example.com" },
  "CommunicationPlanId": "commPlanId"
}`;

const BULK = `{
  "Bills": [
    {
      "PaymentReference": "123456",
      "Description": "MonthlyInvoice",
      "Amount": 1299,
      "ExpiryDate": "2018-04-01T09:00:00Z"
    },
    {
      "PaymentReference": "123457",
      "Description": "MonthlyInvoice",
      "Amount": 2844,
      "ExpiryDate": "2018-04-01T09:00:00Z"
    }
  ]
}`;

const UPDATE_STATUS = `{ "Status": "Canceled" }`;

const UPDATE_ADDRESS = `{
  "Address": { "Email": "contact@example.com", "PhoneNumber": "+31 20 000 00 00" }
}`;

const MANDATE = `{
  "PaymentReference": "123456",
  "Description": "my description",
  "Address": { "Email": "contact@example.com" },
  "SequenceType": "OneOff",
  "ToDate": "2020-05-24T11:10:17.7245913Z",
  "AmountType": "Maximum",
  "MaximumAmount": 5400,
  "Communication": [{ "Channel": "Email", "MessageStatus": "All", "MandateStatus": "All" }]
}`;

/** The page prints a comma before closing brackets, which is not JSON: the vendor's typo, not its format. */
export const repaired = (printed: string): string => printed.replaceAll(/,(\s*[}\]])/g, '$1');

export const samples = {
  MINIMAL,
  WITH_MESSAGES,
  AMOUNT_SCHEME_RANGE,
  AMOUNT_SCHEME_LIST,
  NOTIFICATION_URL,
  COMMUNICATION_PLAN,
  BULK,
  UPDATE_STATUS,
  UPDATE_ADDRESS,
  MANDATE,
};
