import type { HttpApi, RestApi } from '../../model.ts';
import { ControlError } from '../control-request.ts';
import type { ControlScope } from '../control-scope.ts';
import { found, type Read } from '../json-reads.ts';
import { Exported } from './exported.ts';
import { exportedHttpApi } from './http-export.ts';
import { exportedRestApi, mediaTypesOf } from './rest-export.ts';
import { asSwagger } from './swagger.ts';

export interface ExportScope extends ControlScope {
  readonly query: URLSearchParams;
  /** The header Accept. */
  readonly accept: string;
}

/** GetExport of REST APIs and ExportApi of HTTP APIs: what a stage serves, as an OpenAPI document. */
export const exportReads: readonly Read<ExportScope>[] = [
  {
    path: '/restapis/{api}/stages/{stage}/exports/{type}',
    answer: ({ api: id, stage: name, type }, { deployment, endpoint, query, accept }) => {
      if (type !== 'oas30' && type !== 'swagger')
        throw new ControlError('BadRequestException', `Invalid export type ${type}: it is oas30 or swagger.`);
      const apis = deployment.stacks.flatMap(({ apis }) => apis);
      const api = found(
        apis.filter((one): one is RestApi => one.apiType === 'rest'),
        (one) => one.id === id,
        `Invalid API identifier specified 123456789012:${id}`,
      );
      const stage = found(api.stages, (one) => one.name === name, 'Invalid stage identifier specified');
      const extensions = query
        .getAll('extensions')
        .flatMap((list) => list.split(',').map((one) => one.trim()));
      const document = exportedRestApi(api, stage, { endpoint, extensions });
      return new Exported(type === 'swagger' ? asSwagger(document, mediaTypesOf(api, stage)) : document, {
        name: `${type}_${document.info.version}`,
        asYaml: accept.includes('yaml'),
        asFile: !accept.includes('json'),
      });
    },
  },
  {
    path: '/v2/apis/{api}/exports/{type}',
    answer: ({ api: id, type }, { deployment, endpoint, query }) => {
      if (type !== 'OAS30')
        throw new ControlError('BadRequestException', `Invalid specification ${type}: it must be OAS30.`);
      const output = query.get('outputType') ?? 'JSON';
      if (output !== 'JSON' && output !== 'YAML')
        throw new ControlError(
          'BadRequestException',
          `Invalid output type ${output}: it must be JSON or YAML.`,
        );
      const apis = deployment.stacks.flatMap(({ apis }) => apis);
      const api = found(
        apis.filter((one): one is HttpApi => one.apiType === 'http'),
        (one) => one.id === id,
        `Invalid API identifier specified 123456789012:${id}`,
      );
      const name = query.get('stageName');
      const stage =
        name === null
          ? null
          : found(api.stages, (one) => one.name === name, 'Invalid stage identifier specified');
      const withExtensions = query.get('includeExtensions') !== 'false';
      return new Exported(exportedHttpApi(api, stage, { endpoint, withExtensions }), {
        name: api.name,
        asYaml: output === 'YAML',
      });
    },
  },
];
