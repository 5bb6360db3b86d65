const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Labels of one answered webhook. `event` and `outcome` come from closed lists, so that senders cannot add series. */
export interface Answered {
  vendor: string;
  event: string;
  outcome: string;
}

/** Counts answered webhooks and how long they took, and writes both in Prometheus' text format, version 0.0.4. */
export function createMetrics() {
  const events = new Map<string, number>();
  const times = new Map<string, { buckets: number[]; sum: number; count: number }>();

  return {
    observe({ vendor, event, outcome }: Answered, seconds: number): void {
      const labels = `vendor="${vendor}",event="${event}",outcome="${outcome}"`;
      events.set(labels, (events.get(labels) ?? 0) + 1);
      const time = times.get(vendor) ?? { buckets: BUCKETS_SECONDS.map(() => 0), sum: 0, count: 0 };
      times.set(vendor, time);
      time.buckets = time.buckets.map((count, index) => count + (seconds <= (BUCKETS_SECONDS[index] ?? 0) ? 1 : 0));
      time.sum += seconds;
      time.count += 1;
    },

    text(): string {
      const lines = [
        '# HELP incasso_webhook_events_total Webhooks answered.',
        '# TYPE incasso_webhook_events_total counter',
        ...[...events].map(([labels, count]) => `incasso_webhook_events_total{${labels}} ${count}`),
        '# HELP incasso_webhook_duration_seconds Time from a webhook to its answer.',
        '# TYPE incasso_webhook_duration_seconds histogram',
        ...[...times].flatMap(([vendor, { buckets, sum, count }]) => [
          ...buckets.map((below, index) => bucket(vendor, String(BUCKETS_SECONDS[index]), below)),
          bucket(vendor, '+Inf', count),
          `incasso_webhook_duration_seconds_sum{vendor="${vendor}"} ${sum}`,
          `incasso_webhook_duration_seconds_count{vendor="${vendor}"} ${count}`,
        ]),
      ];
      return `${lines.join('\n')}\n`;
    },
  };
}

function bucket(vendor: string, le: string, count: number): string {
  return `incasso_webhook_duration_seconds_bucket{vendor="${vendor}",le="${le}"} ${count}`;
}
