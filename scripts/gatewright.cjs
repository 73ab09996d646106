#!/usr/bin/env node
// CommonJS in the syntax of old Nodes, which can't read the rest: they, too, say in one line what is needed.
var needed = [20, 19];
var running = process.versions.node.split('.').map(Number);

if (running[0] < needed[0] || (running[0] === needed[0] && running[1] < needed[1])) {
  console.error(
    'gatewright needs Node %s or newer; this is %s. Install a current one from https://nodejs.org',
    needed.join('.'),
    process.versions.node,
  );
  process.exit(2);
}

if (require.main === module) void import('./gatewright.js');
