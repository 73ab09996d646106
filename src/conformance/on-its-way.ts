import type { Transport } from '../transport/transport.ts';
import type { PlannedRequest } from './exchange.ts';

/** A request with what reaches its host: the transport's headers behind its own, the rest for whoever opens the connection. */
export function onItsWay(request: PlannedRequest, transport: Transport | undefined): PlannedRequest {
  if (transport === undefined) return request;
  const { headers = {}, ...way } = transport;
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    ...request,
    headers: { ...Object.fromEntries(lower), ...request.headers },
    ...(Object.keys(way).length === 0 ? {} : { transport: way }),
  };
}
