import http from 'k6/http';

export const options = {
  scenarios: {
    load: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE),
      timeUnit: '1s',
      duration: `${__ENV.SECONDS}s`,
      preAllocatedVUs: Number(__ENV.VUS),
      maxVUs: Number(__ENV.VUS),
    },
  },
  summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'],
  insecureSkipTLSVerify: true,
};

export default function () {
  http.get(__ENV.TARGET);
}

export function handleSummary({ metrics }) {
  const dropped = metrics.dropped_iterations?.values.count ?? 0;
  return { stdout: JSON.stringify({ duration: metrics.http_req_duration.values, dropped }) };
}
