/** An instant as the vendor prints it: `Y-m-d\TH:i:sP`, whole seconds, always +00:00. Source: CollectMAXX API, "Import". */
export const toVendorTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}+00:00`;

/** An instant as PayLink webhooks print it: two decimals and Z. Source: CollectMAXX API, "Webhook events", PayLink. */
export const toEventTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 22)}Z`;
