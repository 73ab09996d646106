import { compileVelocity, type Rendering } from '../velocity/compile.ts';

/** A mapping template, parsed once. It asks for the variables that it sees and may change (`input`, `context`, …) only where it holds any. */
export type Template = (variables: () => Record<string, unknown>) => string;

/** A template with a mistake throws whenever it is rendered: on AWS, too, only the request fails. */
export function compileTemplate(source: string): Template {
  if (!/[$#]/.test(source)) return () => source;
  let render: Rendering;
  try {
    render = compileVelocity(source);
  } catch (error) {
    return () => {
      throw error;
    };
  }
  return (variables) => render(variables());
}
