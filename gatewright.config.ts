import { defineConfig } from 'gatewright';

export default defineConfig({
  environments: {
    default: {
      targets: [{ stack: 'my-api' }, { stack: 'lambda-api' }],
    },
    local: { local: true },
  },
});
