import { readFileSync, writeFileSync } from 'node:fs';

// What was unreleased belongs to the version that npm version has just set.

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const heading = /^## Unreleased\n/m;
const text = readFileSync('CHANGELOG.md', 'utf8');
if (!heading.test(text)) throw new Error('CHANGELOG.md has no heading "## Unreleased": what is released?');
const day = new Date().toISOString().slice(0, 10);
writeFileSync('CHANGELOG.md', text.replace(heading, `## Unreleased\n\n## ${version} - ${day}\n`));
