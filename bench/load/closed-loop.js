import http from 'k6/http';

/** As fast as k6 and the target can. */
export const options = {
  scenarios: { load: { executor: 'constant-vus', vus: 20, duration: '5s' } },
  discardResponseBodies: true,
};

export default function () {
  http.get(`${__ENV.GATEWRIGHT_URL}/fast`, { tags: { name: 'GET /fast' } });
}
