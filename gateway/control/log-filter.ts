import { ControlError } from './control-request.ts';

type Matches = (message: string) => boolean;

/**
 * A filter pattern for text: terms that all have to be there, `?term` of which one has to, `-term` that must not;
 * in quotes, a phrase (CloudWatch Logs User Guide, "Filter pattern syntax"). Of the patterns for JSON, none.
 */
export function logFilter(pattern: string): Matches {
  if (/^\s*[{[%]/.test(pattern))
    throw new ControlError(
      'InvalidParameterException',
      `Invalid filter pattern: the local gateway filters by terms and phrases, not by ${pattern}`,
    );
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, sign, phrase, word]) => ({
      sign,
      text: phrase?.replace(/\\(.)/g, '$1') ?? word ?? '',
    }),
  );
  const of = (wanted: string) => terms.filter(({ sign }) => sign === wanted).map(({ text }) => text);
  const [all, any, none] = [of(''), of('?'), of('-')];
  return (message) =>
    all.every((text) => message.includes(text)) &&
    // Beside terms that have to be there, those of which one has to count for nothing.
    (all.length > 0 || any.length === 0 || any.some((text) => message.includes(text))) &&
    !none.some((text) => message.includes(text));
}
