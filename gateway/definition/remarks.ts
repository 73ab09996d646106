import type { DefinitionWarning } from '../model.ts';
import { DefinitionError } from './definition-error.ts';

/** A line, maybe with the property that stands there. */
export type WarningPlace = number | null | { readonly line: number; readonly property: string };

const placed = (place: WarningPlace) =>
  typeof place === 'object' && place !== null ? place : { line: place };

/** What is to be said about one file. */
export abstract class Remarks {
  readonly file: string;
  readonly warnings: DefinitionWarning[] = [];

  constructor(file: string) {
    this.file = file;
  }

  /** Something isn't served as AWS would. */
  warn(resource: string, place: WarningPlace, message: string): void {
    this.warnings.push({ file: this.file, ...placed(place), resource, message });
  }

  /** Something that AWS would do as well, and that is hardly meant. */
  advise(resource: string, place: WarningPlace, message: string): void {
    this.warnings.push({ file: this.file, ...placed(place), resource, message, advice: true });
  }

  fail(line: number | null, message: string, next: readonly string[] = []): DefinitionError {
    return new DefinitionError(message, { file: this.file, line, next });
  }
}
