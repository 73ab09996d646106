import { cpus, loadavg } from 'node:os';

export function heading(text: string): void {
  console.log(`\n${text} (load ${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} CPUs)\n`);
}

export function columns(...cells: readonly string[]): void {
  row(...cells);
  row(...cells.map(() => '---'));
}

export function row(...cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

export function kept(bound: string, isKept: boolean): void {
  console.log(`\n${isKept ? 'kept' : 'MISSED'}: ${bound}`);
}
