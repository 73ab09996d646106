import type { Resource, StackReader } from '../stack-reader.ts';
import type { MapNode, ResolvedNode } from '../template-node.ts';
import type { OpenApiDocument } from './document.ts';

/** What an OpenAPI document implies is added to the stack as if the template had written it out. */
export interface Importing {
  readonly api: Resource;
  readonly document: OpenApiDocument;
  readonly stack: StackReader;
  /** `name` tells the resource from others of the API; no template can use it as a logical id. */
  add(type: string, name: string, properties: MapNode<ResolvedNode>): Resource;
  warn(line: number, message: string): void;
}
