import type { RestRequest } from './request.ts';
import type { Template } from './template.ts';
import { type TemplateContext, templateContext, templateVariables } from './template-variables.ts';

/** What the templates of one request share: a response template sees what the request template set in `$context`. */
export class MappingScope {
  readonly request: RestRequest;
  #context: TemplateContext | undefined;

  constructor(request: RestRequest) {
    this.request = request;
  }

  /** The context with what templates have overridden; `undefined` while no template asked for it. */
  get overrides(): TemplateContext | undefined {
    return this.#context;
  }

  /** @param body text of the payload that the template maps. */
  render(template: Template, body: string): string {
    return template(() => {
      this.#context ??= templateContext(this.request);
      return templateVariables(this.request, this.#context, body);
    });
  }
}
