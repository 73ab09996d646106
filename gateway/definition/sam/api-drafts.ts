import { mapNode } from '../built-node.ts';
import type { TemplateResource } from '../template.ts';
import { textOf } from '../template.ts';
import type { TemplateNode } from '../template-node.ts';
import { withGlobals } from './globals.ts';
import { type Fields, field, mistake, type SamTemplate } from './sam-template.ts';

/** A route that an event of a function or a state machine gives an API. */
export interface DraftRoute {
  readonly path: string;
  /** As in OpenAPI: lower case, or `x-amazon-apigateway-any-method`. */
  readonly method: string;
  /** The event's properties. */
  readonly event: Fields;
  /** ARN of the function, or `StartExecution` of a state machine. */
  readonly backend: { readonly functionArn: TemplateNode } | 'StartExecution';
  /** Condition of the function or state machine. */
  readonly condition: string | null;
  readonly line: number;
}

/** An API of SAM's with the routes that functions bring. */
export interface ApiDraft {
  readonly kind: 'rest' | 'http';
  readonly logicalId: string;
  readonly line: number;
  readonly condition: string | null;
  readonly properties: Fields;
  readonly routes: DraftRoute[];
}

const implicit = {
  rest: { logicalId: 'ServerlessRestApi', type: 'AWS::Serverless::Api' },
  http: { logicalId: 'ServerlessHttpApi', type: 'AWS::Serverless::HttpApi' },
} as const;

/** Whether SAM makes the API by itself, of events that name none. */
export const isImplicit = ({ kind, logicalId }: ApiDraft): boolean => logicalId === implicit[kind].logicalId;

const plain = { rest: 'AWS::ApiGateway::RestApi', http: 'AWS::ApiGatewayV2::Api' } as const;

/** The APIs of a template: those written out, and the implicit one of each type once an event needs it. */
export class ApiDrafts {
  private readonly drafts = new Map<string, ApiDraft>();
  private readonly sam: SamTemplate;
  private readonly globals: (type: string) => TemplateNode | undefined;

  constructor(
    sam: SamTemplate,
    resources: readonly TemplateResource[],
    globals: (type: string) => TemplateNode | undefined,
  ) {
    this.sam = sam;
    this.globals = globals;
    for (const { logicalId, type, line, condition, properties } of resources) {
      const kind = Object.entries(implicit).find(([, one]) => one.type === type)?.[0] as ApiDraft['kind'];
      if (kind !== undefined)
        this.drafts.set(logicalId, { kind, logicalId, line, condition, properties, routes: [] });
    }
  }

  all(): ApiDraft[] {
    return [...this.drafts.values()];
  }

  /**
   * The API that an event names by RestApiId or ApiId, else the implicit one. An API of the template that isn't SAM's own
   * keeps its routes to itself: SAM only lets it call the function, and there is no draft.
   */
  of(kind: ApiDraft['kind'], event: Fields): { logicalId: string; draft: ApiDraft | null } {
    const named = field(event, kind === 'rest' ? 'RestApiId' : 'ApiId');
    if (named === undefined)
      return { logicalId: implicit[kind].logicalId, draft: this.implicit(kind, event.line) };
    const logicalId = named.kind === 'call' && named.name === 'Ref' ? textOf(named.argument) : textOf(named);
    if (logicalId === implicit[kind].logicalId) return { logicalId, draft: this.implicit(kind, event.line) };
    const draft = logicalId === undefined ? undefined : this.drafts.get(logicalId);
    if (logicalId !== undefined && draft?.kind === kind) return { logicalId, draft };
    if (logicalId !== undefined && this.sam.resources.get(logicalId)?.type === plain[kind])
      return { logicalId, draft: null };
    throw mistake(
      this.sam,
      named.line,
      `The event names ${logicalId ?? 'an API'}, which is no ${implicit[kind].type} of the template.`,
    );
  }

  private implicit(kind: ApiDraft['kind'], line: number): ApiDraft {
    const { logicalId, type } = implicit[kind];
    const known = this.drafts.get(logicalId);
    if (known !== undefined) return known;
    const given = kind === 'rest' ? { StageName: 'Prod' } : {};
    const properties = withGlobals(mapNode(line, given), this.globals(type));
    const draft: ApiDraft = { kind, logicalId, line, condition: null, properties, routes: [] };
    this.drafts.set(logicalId, draft);
    return draft;
  }
}
