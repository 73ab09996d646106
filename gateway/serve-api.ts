import type { ServedApi, Surroundings } from './call.ts';
import { serveHttp } from './http/serve.ts';
import type { Api } from './model.ts';
import { serveRest } from './rest/serve.ts';

/** The one place that knows both API types. */
export function serveApi(api: Api, surroundings: Surroundings): ServedApi {
  switch (api.apiType) {
    case 'rest':
      return serveRest(api, surroundings);
    case 'http':
      return serveHttp(api, surroundings);
  }
}
