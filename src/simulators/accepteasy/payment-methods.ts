/** What every bill can be paid by. Source: outside, docs/paymentmethods.md, the sample. */
export const PAYMENT_METHODS = [
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
];
